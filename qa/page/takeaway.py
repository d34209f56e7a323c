"""What a reader takes away: an answer or a conversation as plain text or Markdown, always with its citations."""

import re
from collections.abc import Sequence

from qa.answering.answer import Answer, Hit
from qa.page.labels import full
from qa.page.languages import Strings
from qa.page.levels import level


def quote_text(hit: Hit, strings: Strings) -> str:
    """A passage and its citation as plain text."""
    return f"{hit.text}\n—— {full(hit.citation, strings)}"


def quote_markdown(hit: Hit, strings: Strings) -> str:
    """A passage as a Markdown quotation that reads exactly like the passage, and its citation."""
    lines = [escape_markdown(line) for line in hit.text.splitlines()]
    return "\n".join([*(f"> {line}  " for line in lines), ">", f"> — {escape_markdown(full(hit.citation, strings))}"])


def conversation_markdown(answers: Sequence[Answer], strings: Strings) -> str:
    """A conversation as a Markdown document: each question, how it was understood, the verdict, the quoted passages."""
    blocks = [f"# {strings('page_title')}"]
    for answer in answers:
        blocks.append(f"## {_one_line(answer.question)}")
        if answer.understood != answer.question:
            blocks.append(f"*{_one_line(strings('understood', question=answer.understood))}*")
        blocks.append(f"**{verdict(answer, strings)}**")
        if not answer.answered:
            blocks.append(strings("nearest"))
        blocks += [quote_markdown(hit, strings) for hit in answer.hits]
    return "\n\n".join(blocks) + "\n"


def verdict(answer: Answer, strings: Strings) -> str:
    """How sure the answer is, in words; or that the letter does not say."""
    return strings(f"level_{level(answer)}") if answer.answered else strings("not_said")


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = re.sub(r"([\\`*_\[\]<>|~&])", r"\\\1", text)
    return re.sub(r"^(\s*)([#+=-]|\d+(?=[.)]))", r"\1\\\2", escaped)


def _one_line(text: str) -> str:
    return escape_markdown(" ".join(text.split()))
