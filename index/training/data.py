"""Pairs of texts that mean the same, or that ask and answer, out of a folder of gzipped JSON lines.

The folder's kinds: `parallel/` and `lexicon/` hold rows {language: text or list of texts}, `qa/` rows {question,
passage, answers}, `pairs/` rows {a, b, label, task}, `text/` rows {text, title}. Our own rows lie in this package:
`glossary.jsonl` (as a lexicon) and `pairs.jsonl` ({passage, questions: {language: [question, …]}}).
"""

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

Row = dict[str, Any]

# Never trained on: these measure the model while it is developed.
DEVELOPMENT_FILES = ("parallel/ntrex128", "parallel/sib200_flores")
HELD_BACK = ("qa/cmrc2018", "qa/drcd", "qa/jsquad")
HELD_BACK_SHARE = 0.1

LANGUAGES = ("zh", "zh-Hant", "en", "es", "pt", "ja", "ko", "fr", "de", "ru", "vi", "ar")
PIVOTS = ("zh", "zh-Hant", "en")

# At most this share of a language's texts in the tokenizer's sample comes from one source.
SOURCE_SHARE = 0.25


class Text(NamedTuple):
    """A text and its language."""

    language: str
    text: str


class Pair(NamedTuple):
    """Two texts that belong together. Where `asked`, the first is a question and the second what answers it."""

    first: Text
    second: Text
    source: str
    asked: bool = False


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a JSON lines file, gzipped or not."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def training_rows(path: Path, source: str, limit: int | None = None) -> list[Row]:
    """The rows of one file that may be trained on, `limit` of them at most. Development files give none."""
    if source in DEVELOPMENT_FILES:
        return []
    rows = list(read_rows(path))
    if source in HELD_BACK:
        rows = rows[: len(rows) - held_back(rows)]
    return rows[:limit]


def development_rows(folder: Path, source: str) -> list[Row]:
    """The rows of one file that are kept for measuring: all of a development file, else the held-back tail."""
    rows = list(read_rows(folder / f"{source}.jsonl.gz"))
    return rows if source in DEVELOPMENT_FILES else rows[len(rows) - held_back(rows) :]


def held_back(rows: list[Row]) -> int:
    """How many rows at the end of a held-back file are for measuring."""
    return round(len(rows) * HELD_BACK_SHARE)


def read_pairs(folder: Path, own: Path, limit: int | None = None) -> Iterator[Pair]:
    """All pairs to train on, in a fixed order: the folder's files by name, then our own glossary and questions."""
    readers = {
        "parallel": parallel_pairs,
        "lexicon": lexicon_pairs,
        "qa": question_pairs,
        "pairs": labelled_pairs,
        "text": text_pairs,
    }
    development = development_texts(folder)
    for kind, reader in readers.items():
        for path in sorted((folder / kind).glob("*.jsonl.gz")):
            source = f"{kind}/{path.name.removesuffix('.jsonl.gz')}"
            for pair in reader(training_rows(path, source, limit), source):
                if pair.first.text not in development and pair.second.text not in development:
                    yield pair
    for path in sorted(own.glob("glossary*.jsonl")):
        yield from lexicon_pairs(training_rows(path, "own/glossary", limit), "own/glossary")
    for path in sorted(own.glob("pairs*.jsonl")):
        yield from own_question_pairs(training_rows(path, "own/pairs", limit), "own/pairs")


def development_texts(folder: Path) -> set[str]:
    """Every text of the development sets, so that a copy of one elsewhere is not trained on either."""
    texts: set[str] = set()
    for source in [*DEVELOPMENT_FILES, *HELD_BACK]:
        if (folder / f"{source}.jsonl.gz").exists():
            for row in development_rows(folder, source):
                texts.update(value for value in row.values() if isinstance(value, str) and len(value) > 20)
    return texts


def texts_of(row: Row, language: str) -> list[str]:
    """The row's texts in one language: none, one or several."""
    value = row.get(language) or []
    texts = [value] if isinstance(value, str) else value
    return [text for text in texts if text.strip()]


def language_pairs(row: Row) -> Iterator[tuple[str, str]]:
    """Any two languages of the row of which one is Chinese or English. Two Chinese scripts are not a pair."""
    present = [language for language in LANGUAGES if texts_of(row, language)]
    if "zh" in present and "zh-Hant" in present:
        present.remove("zh-Hant")
    for one, other in combinations(present, 2):
        if one in PIVOTS or other in PIVOTS:
            yield one, other


def parallel_pairs(rows: Iterable[Row], source: str) -> Iterator[Pair]:
    """Aligned sentences: every pair of languages that includes Chinese or English."""
    for row in rows:
        for one, other in language_pairs(row):
            first, second = texts_of(row, one)[0], texts_of(row, other)[0]
            if first != second:
                yield Pair(Text(one, first), Text(other, second), source)


def lexicon_pairs(rows: Iterable[Row], source: str, most: int = 3) -> Iterator[Pair]:
    """Dictionary rows: up to `most` words of each language, paired one by one, and a word with its definition."""
    for row in rows:
        for one, other in language_pairs(row):
            firsts, seconds = texts_of(row, one)[:most], texts_of(row, other)[:most]
            for number in range(max(len(firsts), len(seconds))):
                first, second = firsts[number % len(firsts)], seconds[number % len(seconds)]
                if first != second:
                    yield Pair(Text(one, first), Text(other, second), source)
        if "gloss_en" in row:
            yield Pair(Text("zh", texts_of(row, "zh")[0]), Text("en", row["gloss_en"]), source)


def question_pairs(rows: Iterable[Row], source: str) -> Iterator[Pair]:
    """A question with its passage, and with the sentence of the passage that holds the answer."""
    for row in rows:
        question, passage = Text(row["lang"], row["question"]), Text(row["lang"], row["passage"])
        yield Pair(question, passage, source, asked=True)
        for answer in (row.get("answers") or [])[:1]:
            sentence = next((s for s in sentences(row["passage"]) if answer in s), "")
            if sentence and sentence != row["passage"]:
                yield Pair(question, Text(row["lang"], sentence), source, asked=True)


def own_question_pairs(rows: Iterable[Row], source: str) -> Iterator[Pair]:
    """Our own questions in several languages, each with its passage and with one another."""
    for row in rows:
        passage = Text("zh", row["passage"])
        for language in row["questions"]:
            for question in texts_of(row["questions"], language):
                yield Pair(Text(language, question), passage, source, asked=True)
        for one, other in language_pairs(row["questions"]):
            first, second = texts_of(row["questions"], one)[0], texts_of(row["questions"], other)[0]
            yield Pair(Text(one, first), Text(other, second), source)


def labelled_pairs(rows: Iterable[Row], source: str) -> Iterator[Pair]:
    """Pairs that people judged to follow from one another, or to mean the same (4 or 5 of 5)."""
    for row in rows:
        same = row["label"] == "entailment" if row["task"] == "nli" else float(row["label"]) >= 4
        if same:
            yield Pair(Text(row["lang"], row["a"]), Text(row["lang"], row["b"]), source)


def text_pairs(rows: Iterable[Row], source: str) -> Iterator[Pair]:
    """Running text: the first sentence of a paragraph with the rest, and the document's title with the paragraph."""
    for number, row in enumerate(rows):
        parts = sentences(row["text"])
        if len(parts) > 1:
            yield Pair(Text(row["lang"], parts[0]), Text(row["lang"], "".join(parts[1:])), source, asked=True)
        if row.get("title") and number % 4 == 0:
            yield Pair(Text(row["lang"], row["title"]), Text(row["lang"], row["text"]), source, asked=True)


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order, with their closing marks."""
    return [part for part in re.split(r"(?<=[。！？；!?])|(?<=[.;])\s+", text) if part.strip()]


def tokenizer_sample(pairs: Iterable[Pair], most: int, seed: int) -> dict[str, list[str]]:
    """Texts of each language to learn its pieces from, about `most` characters in all, twice that for Chinese.

    Within a language no source gives more than `SOURCE_SHARE` of them, so that manuals do not drown laws and news.
    """
    texts = {text: pair.source for pair in pairs for text in pair[:2]}
    order = list(texts)
    random.Random(seed).shuffle(order)
    taken: Counter[tuple[str, str]] = Counter()
    sample: dict[str, list[str]] = {}
    for text in order:
        language = text.language.removesuffix("-Hant")
        by_source, size = (language, texts[text]), most * 2 if language == "zh" else most
        if taken[by_source] < SOURCE_SHARE * size and taken[language, ""] < size:
            taken[by_source] += len(text.text)
            taken[language, ""] += len(text.text)
            sample.setdefault(language, []).append(text.text)
    return sample
