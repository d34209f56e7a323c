"""What a language model writes → lines on a terminal, as it comes."""

from typing import TextIO

from qa.answering.answer import Answer
from qa.answering.composed import Composed, Statement, Verdict, marks
from qa.composing.client import Client
from qa.composing.composer import Composer

_STRUCK = "\u0336"
"""Combining long stroke: it strikes through what stands before it, without the colours of a terminal."""


def tell(composer: Composer, answer: Answer, stream: TextIO, *, struck: bool = False) -> None:
    """Print what the model makes of an answer line by line, how much of it failed the check, and whose machine it was.

    Statements without support are left out, or, if `struck`, printed struck through. Nothing is sent or printed where
    the letter does not say.
    """
    if not answer.answered:
        return
    chinese = composer.language.startswith("zh")
    done = 0
    for composed in composer.answer(answer):  # it yields at least once
        for statement in composed.statements[done:]:
            if line := _line(statement, chinese=chinese, struck=struck):
                print(line, file=stream, flush=True)
        done = composed.checked
    print(_summary(composed, composer.client, chinese), end="\n\n", file=stream)


def _line(statement: Statement, *, chinese: bool, struck: bool) -> str:
    """A statement with its citations; "" if it is to be left out."""
    cited = marks(statement.citations)
    if statement.verdict is Verdict.UNSUPPORTED:
        crossed = "".join(character + _STRUCK for character in statement.text)
        return f"  ✗ {crossed} {cited}".rstrip() if struck else ""
    doubt = ", ".join(found.fault.value for found in statement.findings)
    note = (f"（存疑：{doubt}）" if chinese else f" (not certain: {doubt})") if doubt else ""
    return f"  {statement.text} {cited}{note}"


def _summary(composed: Composed, client: Client, chinese: bool) -> str:
    lines = [composed.problem] if composed.problem else []
    if composed.checked:
        lines.append(
            f"已逐句核对{composed.checked}句，{composed.failed}句无依据。"
            if chinese
            else f"{composed.checked} statements were checked against the passages; {composed.failed} have no support."
        )
    elif not composed.problem:
        lines.append("语言模型没有找到答案。" if chinese else "The language model found no answer.")
    lines.append(whose(client, chinese=chinese))
    return "\n".join(f"  {line}" for line in lines)


def whose(client: Client, *, chinese: bool = False) -> str:
    """In a sentence, whose machine the passages go to."""
    if client.local:
        return (
            f"由本机上的 {client.model} 撰写，段落没有离开本机。"
            if chinese
            else f"Written by {client.model} on this machine; the passages did not leave it."
        )
    return (
        f"由 {client.host} 上的 {client.model} 撰写，问题和段落已发送到该机器。"
        if chinese
        else f"Written by {client.model} at {client.host}; the question and the passages were sent there."
    )
