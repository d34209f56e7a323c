"""Answers and outlines as text for a terminal, in the language of the question: Chinese, or else English."""

import re

from index.role import ROLE_NAMES
from index.types import Document, Passage, Section
from qa.answering.answer import Answer, Hit, Said

_NAMED = 5
"""Names of a scope that are shown."""

_MARK, _DIM, _END = "\033[1;33m", "\033[2m", "\033[0m"


def is_chinese(text: str) -> bool:
    """Whether a text is written in Chinese: Han characters and no kana or hangul."""
    return bool(re.search("[\u4e00-\u9fff]", text)) and not re.search("[\u3040-\u30ff\uac00-\ud7af]", text)


def render(answer: Answer, *, colour: bool) -> str:
    """An answer: its hits with citations, the evidence marked; or that the letter does not say."""
    chinese = is_chinese(answer.question)
    lines = []
    if answer.understood != answer.question:
        lines.append(("理解为：" if chinese else "Understood as: ") + answer.understood)
    if answer.scope:
        named = ("、" if chinese else ", ").join(answer.scope[:_NAMED]) + ("…" if answer.scope[_NAMED:] else "")
        lines.append(f"只问：{named}" if chinese else f"Asked only: {named}")
    if said := _said(answer, chinese):
        lines.append(said)
    elif answer.words:
        lines.append(answer.words)
    if not answer.answered:
        lines.append(
            "文中没有回答这个问题。最接近的段落：" if chinese else "The letter does not say. The nearest passages:"
        )
    for hit in answer.hits:
        citation = str(hit.citation) if chinese else hit.citation.english
        lines += [f"{hit.rank}. {citation}", *_others(hit, chinese), "", f"   {_marked(hit, colour)}", ""]
    certainty = f"{answer.confidence:.0%}"
    lines.append(f"把握：{certainty}" if chinese else f"Confidence: {certainty}")
    return "\n".join(lines)


def _said(answer: Answer, chinese: bool) -> str:
    """The answer in a word, "" where there is none."""
    brief = answer.brief
    if brief is None:
        return ""
    places = "place" if brief.count == 1 else "places"
    match brief.said:
        case Said.YES:
            return f"是，有 {brief.count} 处。" if chinese else f"Yes, in {brief.count} {places}."
        case Said.NO if not answer.answered:
            return "没有提到。" if chinese else "No, it is not mentioned."
        case Said.COUNT:
            return f"共 {brief.count}。" if chinese else f"{brief.count}."
        case Said.FACT:
            return brief.value
        case Said.ABSENT:
            return (
                f"没有这一处，只有 {brief.count}。" if chinese else f"There is no such place; there are {brief.count}."
            )
        case Said.WHICH:
            names = ("、" if chinese else ", ").join(brief.choices)
            return f"问的是哪一份？{names}" if chinese else f"Which document do you mean? {names}"
    return ""


def _others(hit: Hit, chinese: bool) -> list[str]:
    """What the hit's document stands for besides itself."""
    lines = []
    if hit.supersedes:
        lines.append(
            ("   最新版本；较早的：" if chinese else "   The newest version; older ones: ") + ", ".join(hit.supersedes)
        )
    if hit.copies:
        lines.append(("   相同或几乎相同：" if chinese else "   The same, or nearly: ") + ", ".join(hit.copies))
    return lines


def _marked(hit: Hit, colour: bool) -> str:
    """The passage with its evidence in colour or, where there is none, between 【 and 】."""
    before, after = (_MARK, _END) if colour else ("【", "】")
    shown, done = "", 0
    for start, end in hit.passage.spans_of(hit.highlights):
        shown += hit.text[done:start] + before + hit.text[start:end] + after
        done = end
    shown += hit.text[done:]
    return re.sub(r"\s*\n\s*", " ", shown)


def render_outline(document: Document) -> str:
    """The outline as a tree with paragraph numbers, then the audit: characters covered, breaks healed."""
    lines = [f"《{document.title}》" + (f"（{document.number}）" if document.number else ""), ""]
    entries: list[Section | Passage] = sorted([*document.sections, *document.passages], key=_position)
    for entry in entries:
        if isinstance(entry, Section):
            kind = "（段内）" if entry.inline else ""
            lines.append("  " * (len(entry.parents) + 1) + " ".join(filter(None, [entry.label, entry.heading])) + kind)
        else:
            lines.append("  " * (len(entry.citation.labels) + 2) + _summary(entry))
    covered, visible = document.covered()
    lines += ["", f"Characters covered: {covered} of {visible} ({covered / visible:.2%})"]
    lines += [f"Breaks healed: {len(document.breaks)}"]
    for cut in document.breaks:
        kind = "page" if cut.page else "line"
        before, after = document.text[cut.start - 8 : cut.start], document.text[cut.end : cut.end + 8]
        lines.append(f"  {kind} break at {cut.start}: …{before} | {after}…")
    return "\n".join(lines)


def _position(entry: Section | Passage) -> tuple[int, int]:
    return (entry.start, 0) if isinstance(entry, Section) else (entry.ranges[0][0], 1)


def _summary(passage: Passage) -> str:
    words = re.sub(r"[^\S\t]+", "", passage.text).replace("\t", " | ")
    shown = words if len(words) <= 32 else f"{words[:24]}…{words[-6:]}"
    role = "" if passage.citation.role == "body" else f"[{' '.join(ROLE_NAMES[passage.citation.role])}] "
    return f"¶{passage.citation.paragraph} {role}{shown}"
