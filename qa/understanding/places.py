"""Questions about the letter's build ("第四条建议怎么答复的", "How many proposals?"), answered from the outline.

Such an answer is complete by construction: it is read off the parsed sections, not searched for.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.search.lexical import tokens
from index.text.folding import fold
from index.text.numbering import numeral
from index.types import Document, Passage, Role, Section, Unit
from qa.understanding.words import content

_N = r"[一二三四五六七八九十]+|\d{1,2}"
_UNIT = "条|个|项|部分|部份|节|章|方面|大点|大项|点"
_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "one first uno una primera primero um uma primeira primeiro un une premier première eins erste ersten",
            "two second dos segunda segundo dois duas deux deuxième zwei zweite zweiten",
            "three third tres tercera tercero três terceira terceiro trois troisième drei dritte dritten",
            "four fourth cuatro cuarta cuarto quatro quarta quatre quatrième vier vierte vierten",
            "five fifth cinco quinta quinto cinq cinquième fünf fünfte fünften",
            "six sixth seis sexta sexto six sixième sechs sechste sechsten",
            "seven seventh siete séptima sete sétima sept septième sieben siebte siebten",
            "eight eighth ocho octava oito oitava huit huitième acht achte achten",
        ),
        start=1,
    )
    for word in words.split()
}
_W = r"\d{1,2}|" + "|".join(sorted(_WORDS, key=len, reverse=True))
_PART = (
    "sections?|parts?|proposals?|suggestions?|chapters?|secci[oó]n|parte|propuesta|seção|seccao|proposta|partie|proposition|"
    "abschnitt|teil|vorschlag|раздел\\w*|часть|части|phần|القسم|セクション"
)

_LAST = rf"(?:最后|最末)(?:一|的)?(?:{_UNIT})(?:建议|意见)?|\b(?:the )?last (?:{_PART})\b"
_FROM_END = rf"倒数第(?P<n>{_N})(?:{_UNIT})(?:建议|意见)?"
_SECTION = (
    rf"第(?P<n>{_N})(?:条|部分|部份|节|章|方面|大点|大项|点)(?:建议|意见)?",
    rf"第(?P<n>{_N})(?:个|项)(?:建议|意见|部分|方面|问题)",
    rf"(?:^|[“\"])(?P<n>{_N})、(?:”|\")?的?",
    rf"\b(?:{_PART})\s*(?:no\.?|number|nº|número|numéro|nummer|№)?\s*(?P<n>{_W})\b",
    rf"\b(?:the )?(?P<n>{_W})(?:st|nd|rd|th)? (?:{_PART})\b",
)
_POINT = (
    rf"[“\"]?(?P<n>{_N})是[”\"]?",
    rf"第(?P<n>{_N})(?:小?点|小项)",
    rf"\b(?:the )?(?P<n>{_W})(?:st|nd|rd|th)? point\b|\bpoint (?P<m>{_W})\b",
)
_ALL = (
    r"(?:几|多少)(?:条|个|项|方面的?|部分|点)(?:建议|意见|提案)|(?:几|多少)(?:大)?(?:部分|章|条)(?:内容)?$"
    r"|(?:列出|列举|罗列|列一下|说出).{0,8}(?:建议|标题|部分|条)|(?:建议|标题|部分)(?:分别)?(?:是|有)?(?:哪些|哪几)"
    rf"|(?:有|是|分)?(?:哪(?:几|些|{_N}))(?:条|个|项|方面|部分)的?(?:建议|意见|标题)"
    r"|how many (?:\w+ )?(?:suggestions|proposals|sections|parts|headings)\b"
    r"|\b(?:list|name|enumerate)\b.{0,20}(?:suggestions|proposals|sections|headings|parts)"
    rf"|what are the (?:(?:{_W}) )?(?:suggestions|proposals|sections|headings|areas)"
)
_POINTS = (
    "(?:分|下面|包括|包含|列)(?:了|成|为|出)?.{0,3}(?:几|哪)[几一二三四五六七八九十两]?个?(?:点|方面|项)"
    "|what (?:are the )?points|which points"
)
_ADOPTED = "采纳|采用|接受|吸收|同意|accepted|adopted|agreed|taken up"
_ADOPTION = "采纳|采用|接受|吸收|同意"
_HEADING = "标题|题目|名字|叫什么|headings?|title|titre|título|titel"
_FILLER = (
    "建议|意见|答复|回复|回答|答|怎么样?|如何|讲|说|谈|写|提|了|什么|啥|的|是|内容|主要|有|哪些|哪几?|介绍|一下|概括|概述|总结|小?标题|题目"
    "|叫|名字|里面|里边|里|中|这|那|封|份|信|函|文件|关于|呢|吗|吧|请|告诉|我|在|方面|工作|对|情况|具体|分别|和|都|全部|所有|部分|点|条|段|事|大致|大概|到底|些|一共|总共|共|下"
    r"|\b(?:what|which|how|does|do|did|is|are|was|were|the|a|an|of|in|on|to|under|about|from|letter|reply|say|says|said|tell|me"
    r"|heading|title|summari[sz]e|summary|please|content|contents|deal|deals|with|answered|answer|response|point|section|part"
    r"|proposal|suggestion|discuss|cover|covers|mention|and|give|que|qué|dice|dit|la|le|el|o|a|de|da|do|carta|lettre|sagt|was|der|die|das|ist)\b"
    r"|[^\w]+|_"
)


_SHORT = 40
"""Characters of a sentence that adopts a suggestion and says no more."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What a question asks of the outline.

    `passages` is the whole answer, in order; empty where the place does not exist. `rest` is what the question asks
    beyond the place: "" if nothing; then the answer is to be searched for among `passages`.
    """

    passages: tuple[Passage, ...]
    rest: str


def concerns(question: str) -> bool:
    """Whether a question may be about the outline, as far as that can be told without a document."""
    asked = fold(question)
    return any(re.search(pattern, asked) for pattern in (_ALL, _FROM_END, _LAST, *_SECTION, _POINTS, _ADOPTED))


def find(document: Document, question: str) -> Structure | None:
    """Read a question about the outline; None if it is about something else."""
    asked = fold(question).strip()
    tops = [section for section in document.sections if not section.parents and section.step.unit is not Unit.POINT]
    named = [section for section in document.sections if section.step.unit is not Unit.POINT]
    if not tops:
        return None
    if re.search(_ALL, asked) and not _place(asked, tops, named):
        left = re.sub(_FILLER, "", re.sub(rf"(?:{_W}|{_N}|几|多少)", "", re.sub(_ALL, "", asked)))
        return (
            Structure(tuple(heading(document, section) for section in tops), "")
            if len(left) <= 4 or _latin(asked)
            else None
        )
    place = _place(asked, tops, named) or _described(asked, tops)
    if place is None:
        return None
    section, left = place
    if section is None:
        return Structure((), "")
    for pattern in _POINT:
        if match := re.search(pattern, left):
            points = [
                entry
                for entry in document.sections
                if entry.step.unit is Unit.POINT and not entry.inline and section in entry.parents
            ]
            number = _number(match)
            if points:
                left = left[: match.start()] + left[match.end() :]
                section = points[number - 1] if number <= len(points) else None
            break
    if section is None:
        return Structure((), "")
    if special := _special(document, section, asked):
        return Structure(special, "")
    rest = re.sub(_FILLER, "", left)
    if re.search(_HEADING, left) and not rest and section.heading:
        return Structure((heading(document, section),), "")
    return Structure(_passages(document, section), rest)


def _described(asked: str, tops: list[Section]) -> tuple[Section, str] | None:
    """The section that a question about points or adoption describes in words of its heading, if any."""
    if not (re.search(_POINTS, asked) or re.search(_ADOPTED, asked)):
        return None
    words = {token for token in tokens(content(asked)) if len(token) > 1}
    shared = [len(words & set(tokens(section.heading))) for section in tops]
    best = max(shared)
    return (tops[shared.index(best)], asked) if best and shared.count(best) == 1 else None


def _special(document: Document, section: Section, asked: str) -> tuple[Passage, ...]:
    """What a question about a section's points, or about whether it was adopted, is answered by; else nothing."""
    passages = _passages(document, section)
    if re.search(_POINTS, asked):
        return tuple(passage for passage in passages if len(passage.citation.labels) > len(section.path))
    if re.search(_ADOPTED, asked):
        return tuple(
            passage for passage in passages if re.search(_ADOPTION, passage.text) and len(passage.text) <= _SHORT
        )
    return ()


def heading(document: Document, section: Section) -> Passage:
    """The heading of a section as a passage of its own: cited by its section and the paragraph that follows it."""
    within = [passage for passage in document.passages if passage.ranges[0][0] >= section.start]
    citation = replace(
        (within or document.passages)[0].citation,
        role=Role.HEADING,
        steps=section.steps,
    )
    text = "".join(document.text[start:end] for start, end in section.ranges)
    return Passage(document.name, section.ranges, text, citation)


def _place(asked: str, tops: list[Section], named: list[Section]) -> tuple[Section | None, str] | None:
    """The section that a question names (None if it does not exist) and the question without its name."""
    for match, number in _numbers(asked, len(tops)):
        left = asked[: match.start()] + asked[match.end() :]
        labelled = [section for section in named if fold(section.label) == match[0]]
        counted = [section for section in tops if _counts(section, number)] or tops[number - 1 : number]
        found = labelled or counted
        return (found[0] if found else None), left
    return None


def _numbers(asked: str, count: int) -> Iterator[tuple[re.Match[str], int]]:
    if match := re.search(_FROM_END, asked):
        yield match, count + 1 - _number(match)
    if match := re.search(_LAST, asked):
        yield match, count
    for pattern in _SECTION:
        if match := re.search(pattern, asked):
            yield match, _number(match)


def _number(match: re.Match[str]) -> int:
    word = match["n"] or match["m"]
    return _WORDS[word] if word in _WORDS else numeral(word)


def _counts(section: Section, number: int) -> bool:
    return section.step.number == number


def _passages(document: Document, section: Section) -> tuple[Passage, ...]:
    """A section's passages in reading order; a text that also stands elsewhere says least, and comes last."""
    texts = Counter(passage.text for passage in document.passages)
    found = [passage for passage in document.passages if passage.citation.steps[: len(section.path)] == section.steps]
    return tuple(sorted(found, key=lambda passage: texts[passage.text] > 1))


def _latin(text: str) -> bool:
    return not re.search("[\u4e00-\u9fff]", text)
