"""Reading comprehension in public text and in our contrast sets → examples: question, window, answered or not, words.

A window is what the reader sees of a passage: the sentence that matters and its neighbours, the heading in front.
Public rows are {lang, question, passage, answers, title?}; a question gives its answered window and a near miss made of
it. Our rows are {passage, context, kind, answered: [[lang, question, words]], missed: [[lang, question, tag]]}, written
by hand (`contrast/`), and {passage, questions: {lang: [question]}} without words (`pairs.jsonl`).
"""

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from index.search.reading.windows import WIDEST, window_around
from index.training.data import LANGUAGES, Row, read_rows, training_rows
from index.types import Span


class Example(NamedTuple):
    """One question and one window. `words` is where in the window the answer stands; None where there is none, or
    where it is not known which words answer."""

    question: str
    window: str
    answered: bool
    words: Span | None
    language: str
    tag: str
    source: str


PUBLIC = {
    "cmrc2018": 1500,
    "cmrc2018_train": 3600,
    "drcd": 2000,
    "dureader_checklist_dev": 1200,
    "dureader_robust_dev": 500,
    "gd_gov_service": 500,
    "jsquad": 1000,
    "jaquad": 900,
    "tydiqa_goldp": 2600,
    "squadshifts_newwiki_en": 1400,
    "qed_nq_dev": 500,
    "policyqa_en": 400,
    "arcd_ar": 600,
    "faquad_pt": 600,
    "nomiracl_nonrelevant": 2500,
}
"""How many questions of each public file are asked; without words in the passage a row is a miss as it stands.

Chinese weighs most because passages are Chinese; the others teach that a question may be of any language.
"""

HELD_BACK_ONE_IN = 10
"""Of our passages, one in ten is kept for development, chosen by its digest."""

WIDEST_OF_LETTERS = 440
"""A window's characters in an alphabet: about as many tokens as `WIDEST` of Chinese, Japanese or Korean."""

_SENTENCE = re.compile(r"(?:[^。！？!?；;\n.]|\.(?!\s|$))*(?:[。！？!?；;\n]+[”’）》】」』)\"']*|\.|$)")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def public_examples(folder: Path, seed: int, share: float = 1.0) -> Iterator[Example]:
    """Examples of the folder's `qa/`, two of most questions; `share` of the numbers in `PUBLIC`."""
    for name, count in PUBLIC.items():
        path = folder / "qa" / f"{name}.jsonl.gz"
        if path.exists():
            chance = random.Random(f"{seed} {name}")
            rows = [row for row in training_rows(path, f"qa/{name}") if row["lang"] in LANGUAGES]
            asked = chance.sample(rows, min(len(rows), round(count * share)))
            by_title = _passages_by_title(rows)
            for row in asked:
                yield from _examples_of(row, by_title, f"qa/{name}", chance)


def _passages_by_title(rows: Iterable[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[_title(row)].append(row["passage"])
    return {title: list(dict.fromkeys(passages)) for title, passages in found.items()}


def _title(row: Row) -> str:
    return str(row.get("title") or "")


def _examples_of(row: Row, by_title: dict[str, list[str]], source: str, chance: random.Random) -> Iterator[Example]:
    passage, question, language = row["passage"], row["question"], row["lang"]
    heading = _title(row) if chance.random() < 0.5 else ""
    spans = sentence_spans(passage)
    found = find_words(passage, row.get("answers") or [], question)

    def example(text: str, words: Span | None, tag: str, asked: str = question) -> Example:
        window, place = headed(heading, text, words)
        return Example(asked, window, words is not None, place, language, tag, source)

    if found is None:
        if spans:
            start, end = _nearest_window(passage, spans, question, chance)
            yield example(passage[start:end], None, "unrelated")
        return
    start, end = around(passage, spans, found, chance)
    yield example(passage[start:end], (found[0] - start, found[1] - start), "answered")
    moved = moved_year(question, passage, chance)
    others = [other for other in by_title[_title(row)] if other != passage]
    answer = passage[slice(*found)]
    kind = chance.random()
    if moved and kind < 0.6:
        yield example(passage[start:end], None, "year", moved)
    elif others and kind < 0.8:
        other = max(chance.sample(others, min(4, len(others))), key=partial(likeness, question))
        if answer not in other and (other_spans := sentence_spans(other)):
            start, end = _nearest_window(other, other_spans, question, chance)
            yield example(other[start:end], None, "title")
    else:
        rest = without(passage, spans, answer)
        if rest_spans := sentence_spans(rest):
            start, end = _nearest_window(rest, rest_spans, question, chance)
            yield example(rest[start:end], None, "removed")


def contrast_rows(folder: Path, development: bool) -> list[Row]:
    """Our hand-written rows: those that are kept for development, or the others."""
    rows = [row for path in sorted((folder / "contrast").glob("*.jsonl")) for row in read_rows(path)]
    return [row for row in rows if is_held_back(row["passage"]) == development]


def is_held_back(passage: str) -> bool:
    """Whether a passage of ours is kept for development, by the digest of its text."""
    return int(hashlib.sha256(passage.encode()).hexdigest()[:8], 16) % HELD_BACK_ONE_IN == 0


def contrast_examples(rows: Sequence[Row], seed: int) -> Iterator[Example]:
    """Examples of our rows for training: each question on its passage or a part of it, and misses made of some.

    Every fifth answered question is asked of another passage as well (never of lines of facts or a table, which may
    well answer "who signed?" for any document), every tenth of its own without the sentence that answers.
    """
    chance = random.Random(f"{seed} contrast")
    elsewhere = [row for row in rows if row["kind"] not in ("facts", "table")]
    for row in rows:
        spans = sentence_spans(row["passage"])
        for language, question, answer in row["answered"]:
            found = find_words(row["passage"], [answer], question)
            assert found is not None, (question, answer)
            yield _contrast_example(row, spans, found, language, question, "answered", True, chance)
            kind = chance.random()
            if kind < 0.2 and len(elsewhere) > 8:
                near = [other for other in chance.sample(elsewhere, 8) if other is not row]
                other = max(near, key=lambda one: likeness(row["passage"], one["passage"]))
                if answer not in other["passage"]:
                    other_spans = sentence_spans(other["passage"])
                    yield _contrast_example(other, other_spans, None, language, question, "elsewhere", False, chance)
            elif kind < 0.3:
                rest = without(row["passage"], spans, answer)
                if len(rest) > len(row["passage"]) / 3:
                    less = {**row, "passage": rest}
                    yield _contrast_example(
                        less, sentence_spans(rest), None, language, question, "removed", False, chance
                    )
        for language, question, tag in row["missed"]:
            yield _contrast_example(row, spans, None, language, question, tag, False, chance)


def _contrast_example(
    row: Row,
    spans: list[Span],
    found: Span | None,
    language: str,
    question: str,
    tag: str,
    answered: bool,
    chance: random.Random,
) -> Example:
    """The whole passage or, every other time, a part of it as the search would cut it; the heading most of the time."""
    start, end = 0, len(row["passage"])
    if chance.random() < 0.5 and spans:
        start, end = around(row["passage"], spans, found or chance.choice(spans), chance)
    heading = row["context"] if chance.random() < 0.7 else ""
    words = (found[0] - start, found[1] - start) if found else None
    window, place = headed(heading, row["passage"][start:end], words)
    return Example(question, window, answered, place, language, tag, f"own/{row['kind']}")


def development_examples(rows: Sequence[Row]) -> Iterator[Example]:
    """Examples of our rows for measuring: every question on its whole passage with its heading, nothing by chance."""
    for row in rows:
        for language, question, answer in row["answered"]:
            window, words = headed(row["context"], row["passage"], find_words(row["passage"], [answer], question))
            yield Example(question, window, True, words, language, "answered", f"own/{row['kind']}")
        for language, question, tag in row["missed"]:
            window, _ = headed(row["context"], row["passage"], None)
            yield Example(question, window, False, None, language, tag, f"own/{row['kind']}")


def pair_examples(path: Path, seed: int) -> Iterator[Example]:
    """Our questions without words, two of each passage: with it, and with the most similar of eight others."""
    chance = random.Random(f"{seed} pairs")
    rows = list(read_rows(path))
    for row in rows:
        asked = [(language, question) for language, several in row["questions"].items() for question in several]
        for language, question in chance.sample(asked, min(2, len(asked))):
            yield Example(question, row["passage"], True, None, language, "answered", "own/pairs")
            near = [other["passage"] for other in chance.sample(rows, min(8, len(rows))) if other is not row]
            other = max(near, key=partial(likeness, row["passage"]))
            yield Example(question, other, False, None, language, "elsewhere", "own/pairs")


def headed(heading: str, text: str, words: Span | None) -> tuple[str, Span | None]:
    """The text with its heading on a line above it, and where the words stand then."""
    front = f"{heading}\n" if heading else ""
    return front + text, (words[0] + len(front), words[1] + len(front)) if words else None


def sentence_spans(text: str) -> list[Span]:
    """Sentences of any of our languages, as spans without outer white space."""
    found = []
    for match in _SENTENCE.finditer(text):
        if words := match[0].strip():
            start = match.start() + match[0].index(words[0])
            found.append((start, start + len(words)))
    return found


def find_words(passage: str, answers: Iterable[str], question: str) -> Span | None:
    """Where the first of the answers that occurs stands: of several places the one in the sentence most like the
    question."""
    for answer in answers:
        places = [match.start() for match in re.finditer(re.escape(answer), passage)] if answer.strip() else []
        if places:
            near = [likeness(question, passage[max(0, at - 60) : at + 60]) for at in places]
            start = places[near.index(max(near))]
            return start, start + len(answer)
    return None


def around(passage: str, spans: Sequence[Span], words: Span, chance: random.Random) -> Span:
    """A window that holds the words: their sentences and neighbours, a little narrower or wider by chance."""
    limit = round((WIDEST if _WIDE.search(passage) else WIDEST_OF_LETTERS) * chance.uniform(0.5, 1.1))
    held = [n for n, (start, end) in enumerate(spans) if start < words[1] and words[0] < end] or [0]
    start, end = window_around(spans, held[0], held[-1], limit, before=chance.random() < 0.5)
    return min(start, words[0]), max(end, words[1])


def _nearest_window(passage: str, spans: Sequence[Span], question: str, chance: random.Random) -> Span:
    best = max(spans, key=lambda span: likeness(question, passage[slice(*span)]))
    return around(passage, spans, best, chance)


def without(passage: str, spans: Sequence[Span], answer: str) -> str:
    """The passage without the sentences in which the answer stands."""
    starts = [*(start for start, _ in spans[1:]), len(passage)][: len(spans)]
    cut = [answer in passage[start:end] for start, end in spans]
    return "".join(passage[span[0] : after] for span, after, gone in zip(spans, starts, cut, strict=True) if not gone)


def moved_year(question: str, passage: str, chance: random.Random) -> str | None:
    """The question about another year, one to three away, that the passage does not name; None if it names no year."""
    match = _YEAR.search(question)
    if match is None or match[0] not in passage:
        return None
    years = [str(int(match[0]) + step) for step in (-3, -2, -1, 1, 2, 3)]
    free = [year for year in years if year not in passage and year not in question]
    return question.replace(match[0], chance.choice(free)) if free else None


def likeness(question: str, text: str) -> float:
    """The share of the question's pairs of characters that the text holds."""
    pairs = {question[i : i + 2].lower() for i in range(len(question) - 1)}
    lower = text.lower()
    return sum(pair in lower for pair in pairs) / max(1, len(pairs))
