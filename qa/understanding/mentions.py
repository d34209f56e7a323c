"""Which letters mention something: "哪些部门提到了墨西哥？", "Which letters mention Mexico?"

Such an answer lists every letter that does. Words that the letters themselves use are found exactly, by the rarest of
their tokens and then in the text. Words of another language are found by meaning: late interaction with each sentence.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from index.search.index import Index, Rows
from index.search.lexical import term, tokens
from index.text.folding import fold
from index.text.sentences import sentences
from index.types import Passage, Span
from qa.understanding.words import content

MEANT = 0.4
"""The late interaction from which a sentence is taken to mention a thing named in another language: of 41 things in six
languages, in the shipped letter and 300 made-up ones, .79 of the mentions are found; of 18 that none mentions, 16 stay
unfound."""

MEANT_CONFIDENCE = 0.77
"""The share of the mentions found there that are right."""

_SEARCHED = 5000
"""Passages that are looked through for the meaning of a word, the nearest ones."""

_WHO = (
    "部门|单位|机关|机构|委办局|局|厅|地方|城市|市|镇街|街道|地区"
    "|信件|信|公函|复函|函件|函|答复函|答复|回复|文件|公文|通知|文章|材料|文书|办法"
)
_SAY = "提到|提及|说到|说起|谈到|谈及|涉及|讲到|写到|提过|提起"
_SAID = f"(?:都|曾经|曾|也|有|里面|里|中|会)*(?:{_SAY})(?:了|过)?"
_PATTERNS = (
    rf"(?:哪些|哪几[个份封件家]|哪[个份封件家]|有几[个份封件家]|有多少[个份封件家]?|所有|全部)的?(?:{_WHO})"
    rf"(?:的(?:{_WHO}))?{_SAID}(?P<what>[^，。？?]+)",
    rf"^(?:还有)?(?:谁|哪里|哪儿|哪些|哪几[封份个]){_SAID}(?P<what>[^，。？?]+)",
    rf"(?:列出|找出|列举|有哪些|所有|全部)+.{{0,4}}?{_SAID}(?P<what>[^，。？?]+?)的(?:{_WHO})",
    rf"^(?P<what>[^，。？?]+?)(?:在|被)(?:哪些|哪几[个份封件家]|哪[个份封件家])(?:{_WHO})(?:里面|里|中)?被?{_SAID}",
    r"\b(?:which|what|list|show|find|all|how many|any)\b[^?.]{0,30}?"
    r"\b(?:departments?|bureaus?|offices?|letters?|documents?|replies|notices?|authorities|agencies|bodies|issuers?|cities)\b"
    r"[^?.]{0,12}?\b(?:mention(?:s|ed|ing)?|refer(?:s|red|ring)? to|talk(?:s|ed|ing)? about|speak(?:s|ing)? of"
    r"|discuss(?:es|ed|ing)?|cite[sd]?)\s+(?P<what>[^?]+)",
    r"^who (?:all )?(?:mention(?:s|ed)?|talk(?:s|ed)? about)\s+(?P<what>[^?]+)",
    r"\b(?:qué|que|cuáles|quais|quantas|cuántas|todas)\b[^?.]{0,30}?\b(?:cartas?|departamentos?|documentos?|oficinas?|ofícios?|órgãos?|avisos?)"
    r"\b[^?.]{0,12}?(?:mencionan?|mencionam?|citan?|citam?|hablan? de|falam? de|se refieren? a)\s+(?P<what>[^?]+)",
    "(?:どの|どんな)(?:部署|部门|文书|手纸|书简|通知|机关|局)[がはで](?P<what>.+?)(?:に|を|について)(?:言及|触れ|述べ)",
    "(?P<what>.+?)(?:に|を|について)(?:言及|触れ|述べ).{0,12}(?:部署|部门|文书|手纸|书简|通知|机关|局)",
    r"(?:어느|어떤|무슨) ?(?:부서|문서|편지|서한|공문|기관|통지)\S*\s+"
    r"(?P<what>.+?)(?:을|를|에 대해|에 관해|에)\s*(?:언급|말)",
)
_SPOKEN = f"{_SAY}|mention|refer|talk|speak|discuss|cit|mencion|habla|fala|refier|言及|触れ|述べ|언급|말"
"""Without one of these words no pattern matches; most questions need not wait until all are compiled."""

_MARKS = " 　“”\"'‘’「」『』？?。.！!，,：:"
_ARTICLE = r"^(?:the|a|an|el|la|los|las|o|os|as|un|una|um|uma)\s+"
_PARTICLE = "(?:的|吗|呢|啊|呀|有哪些|是哪些|这个词|这件事|这回事|的事|的情况|的内容)+$"


@dataclass(frozen=True, slots=True)
class Mention:
    """The best passage of a letter that mentions something. `ranges` are the source ranges of the mention; `confidence`
    is the chance that it is one."""

    score: float
    passage: Passage
    ranges: tuple[Span, ...]
    confidence: float


def sought(question: str) -> str:
    """What a question wants to know the mentions of, folded; "" if it asks for something else."""
    asked = fold(question).strip(_MARKS)
    if not re.search(_SPOKEN, asked):
        return ""
    for pattern in _PATTERNS:
        if match := re.search(pattern, asked):
            what = re.sub(_PARTICLE, "", match["what"].strip(_MARKS))
            return re.sub(_ARTICLE, "", what).strip(_MARKS)
    return ""


def mentions(index: Index, thing: str, without: AbstractSet[int] = frozenset()) -> list[Mention]:
    """One passage of every letter that mentions a thing (as `sought` gives it), best first, ties in reading order;
    `without` are the numbers of letters to leave out.

    Exact words are found in every letter. By meaning, only the `_SEARCHED` nearest passages are looked through.
    """
    found = _exact(index, thing, without)
    if not found and not re.search("[\u4e00-\u9fff]", thing):
        found = _meant(index, thing, without)
    return sorted(found, key=lambda mention: -mention.score)


def _exact(index: Index, thing: str, without: AbstractSet[int]) -> list[Mention]:
    counts = index.lexicon.frequencies(tokens(thing))
    if not counts or not min(counts.values()):
        return []
    rarest = min(counts, key=lambda token: (counts[token], token))
    rows = index.matching(np.array([term(rarest)], np.uint32), np.ones(1, np.float32), counts[rarest])
    scores = index.bm25(rows, *index.lexicon.weights(thing))
    found = []
    for places in _by_document(index, rows, scores, without):
        for at in places:
            passage = index.passage(int(rows[at]))
            if spans := list(_places(passage.text, thing)):
                ranges = tuple(part for span in spans for part in passage.locate(*span))
                found.append(Mention(float(scores[at]), passage, ranges, 1.0))
                break
    return found


def _meant(index: Index, thing: str, without: AbstractSet[int]) -> list[Mention]:
    words = content(thing)
    if not words:
        return []
    vector, asked = index.encoder.read(words)
    if asked is None or not len(asked):
        return []
    rows = index.nearest(vector, _SEARCHED)
    held = index.tokens(rows)
    if not held:
        return []
    weights = np.linalg.norm(asked, axis=1)
    met = held.best(asked) @ weights / weights.sum()
    said = [met[start + 1 : end] for start, end in zip(held.passages, held.passages[1:], strict=False)]
    scores = np.array([scores.max(initial=0) for scores in said], np.float32)
    found = []
    for place, *_ in _by_document(index, rows, scores, without):
        if scores[place] >= MEANT:
            passage = index.passage(int(rows[place]))
            span = sentences(passage.text)[int(said[place].argmax())]
            found.append(Mention(float(scores[place]), passage, passage.locate(*span), MEANT_CONFIDENCE))
    return found


def _by_document(index: Index, rows: Rows, scores: np.ndarray, without: AbstractSet[int]) -> Iterable[list[int]]:
    """The places in `rows` of each document, best first."""
    grouped: dict[int, list[int]] = {}
    owners = index.owners(rows)
    for at in np.lexsort((rows, -scores)).tolist():
        if owners[at] not in without:
            grouped.setdefault(int(owners[at]), []).append(at)
    return [grouped[owner] for owner in sorted(grouped)]


def _places(text: str, thing: str) -> Iterator[Span]:
    """Where a folded thing stands in a text, whatever its spaces, widths and sizes."""
    positions = [at for at, character in enumerate(text) if not character.isspace()]
    folded = fold("".join(text[at] for at in positions))
    if len(folded) != len(positions):  # Some character folds to several: fold one by one.
        parts = [fold(text[at]) for at in positions]
        folded = "".join(parts)
        positions = [at for at, part in zip(positions, parts, strict=True) for _ in part]
    wanted = "".join(thing.split())
    start = folded.find(wanted)
    while wanted and start >= 0:
        end = start + len(wanted)
        if _whole(folded, start, end):
            yield positions[start], positions[end - 1] + 1
        start = folded.find(wanted, end)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a Latin word or figure is not the part of a longer one."""
    return not (_joined(text[start - 1 : start], text[start]) or _joined(text[end - 1], text[end : end + 1]))


def _joined(left: str, right: str) -> bool:
    both = left + right
    return len(both) == 2 and both.isascii() and (both.isalpha() or both.isdigit())
