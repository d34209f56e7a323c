"""Official letters that nobody wrote: passages for the benchmarks, as many as wanted, the same ones every time.

Every document has 40 passages, and a document depends on its number alone: a small corpus is the beginning of a large
one, and nothing is ever held in memory but one document. Words are drawn from `vocabulary.toml`, names are put together
from syllables, and a passage mixes subjects, so that its vector stands among others instead of in a heap of its kind.
Nearest vectors lie further apart than those of real paragraphs, which is the harder case for an approximate index
(`python -m tests.benchmarks.spread` compares them).
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

PASSAGES = 40
"""In a document, front and back matter included; headings are none."""

_BODY = PASSAGES - 7
_FOLDER = 1000
"""Documents in a folder: file systems and people like a thousand files better than a million."""

_SENTENCES = (
    "{link}{place}{verb}{modifier}{thing}{count}个，{action}，{purpose}",
    "{link}{body}会同{place}{body}{action}，并对{modifier}{thing}{action}",
    "{company}在{place}投资{money}建设“{name}”{thing}，由{person}负责{action}",
    "{link}{thing}与{thing}{obstacle}，{place}和{place}的{thing}尤其如此，{body}已{action}",
    "{body}印发《{name}{thing}{basis}》，要求{action}、{action}、{action}，{purpose}",
    "{person}、{person}等代表提出的{thing}问题，涉及{modifier}{thing}和{thing}，需由{body}{action}",
    "{year}年{month}月，{place}{verb}“{name}”{thing}，{action}{count}次，较上年{trend}{percent}%",
    "{link}一是{action}，{purpose}；二是{action}，{verb}{thing}；三是在{place}{action}",
    "{link}{company}、{company}和{company}先后进驻{place}，带来{thing}、{thing}等业态",
    "{place}至{place}段{thing}因{obstacle}一度停滞，{month}月起由{company}接手{verb}",
    "{link}对{modifier}{thing}按每{thing}{count}元的标准予以支持，{body}负责{action}",
    "参照{place}“{name}”做法，{link}拟在{count}个{thing}{action}，{purpose}",
    "{link}受{obstacle}影响，{thing}{trend}{percent}%，而{thing}{trend}{percent}%",
    "{person}带队赴{place}调研{thing}，形成《{name}{basis}》，明确{action}和{thing}两条主线",
    "{link}依托{company}的{thing}，{place}{action}，覆盖{modifier}{thing}{count}处",
    "{body}将把{thing}纳入{basis}，{action}，力争{year}年前{verb}{thing}{count}处",
    "{modifier}{thing}的{action}工作由{body}牵头，{thing}的{action}工作由{body}牵头，{purpose}",
    "{link}“{name}”{thing}吸引{company}等{count}家单位{action}",
)

_FACTS = (
    "{year}年，{place}{thing}的{measure}为{figure}{unit}",
    "截至{year}年底，{place}{thing}{measure}达到{figure}{unit}，{purpose}",
    "{place}{year}年{verb}{thing}，{measure}{figure}{unit}，比计划{trend}{percent}%",
    "据{body}统计，{year}年{place}的{thing}{measure}共{figure}{unit}",
)

_OPENING = "{people}代表提出的《关于{action}并{verb}{thing}的建议》收悉，经商{place}、{body}和{company}，现答复如下："
_CLOSING = "专此答复，感谢{people}代表对{place}{thing}的关心，请继续支持我们{action}。"

_ASKED = (
    "{place}{year}年{thing}的{measure}是多少？",
    "What is said of the {measure_english} of the {thing_english} in {place_english} in {year}?",
)
"""A question in Chinese and in English; they take turns."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a passage says and a question asks for: the words of both, by slot."""

    words: dict[str, str]

    def question(self, english: bool) -> str:
        """The question that the passage answers."""
        return _ASKED[english].format_map(self.words)


@dataclass(frozen=True, slots=True)
class Letter:
    """A document: its lines, headings among them, and the fact in each passage of its body."""

    lines: tuple[str, ...]
    facts: tuple[Fact, ...]


def letter(number: int) -> Letter:
    """Document `number`, from 0."""
    writer = _Writer(Random(f"letter {number}"))
    city = writer.name()[0] + "市"
    year = writer.slot("year")
    body = writer.slot("body")
    lines = [
        f"{city[:2]}{body[:1]}函〔{year}〕{number + 1}号",
        f"{city}{body}关于市人大会议第{year}{number % 1000:03}号代表建议答复的函",
        f"{writer.slot('people')}代表：",
        writer.fill(_OPENING),
    ]
    facts: list[Fact] = []
    section = 0
    while len(facts) < _BODY:
        section += 1
        writer.subject()
        lines.append(f"{_NUMERALS[section - 1]}、关于{writer.slot('action')}和{writer.slot('thing')}的建议")
        for _ in range(min(writer.random.randint(3, 8), _BODY - len(facts))):
            text, fact = writer.passage()
            lines.append(text)
            facts.append(fact)
    lines += [writer.fill(_CLOSING), f"{city}{body}", f"{year}年{writer.slot('month')}月{writer.slot('day')}日"]
    return Letter(tuple(lines), tuple(facts))


_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")


def write(folder: Path, passages: int) -> None:
    """Write the first `passages` passages, a multiple of 40, as text files; what is complete is left as it is."""
    if folder.exists():
        return
    draft = folder.with_name(f"{folder.name}.part")
    for number in range(passages // PASSAGES):
        file = draft / f"{number // _FOLDER:03}" / f"{number:06}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n\n".join(letter(number).lines), encoding="utf-8")
    draft.rename(folder)


def passages(folder: Path) -> Iterator[str]:
    """The passages of a corpus in order, read from its files: every line but the headings."""
    for file in sorted(folder.rglob("*.txt")):
        for line in file.read_text(encoding="utf-8").split("\n\n"):
            if not _HEADING.match(line):
                yield line


_HEADING = re.compile("[一二三四五六七八九十]+、关于")


def questions(passages: int, count: int) -> list[str]:
    """Questions that a corpus of so many passages answers, from documents at equal distances, one passage each."""
    documents = passages // PASSAGES
    found = []
    for number in range(count):
        facts = letter(number * documents // count).facts
        found.append(Random(f"question {number}").choice(facts).question(english=number % 2 == 1))
    return found


class _Writer:
    """Fills the slots of sentences. A section has a subject and a cast, a passage has a theme: half of all things are
    the theme, nine in ten of the others and of the actions are of the subject, three in four names are of the cast."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.subject()

    def subject(self) -> None:
        """Turn to another subject."""
        self._domain = self.random.choice(_vocabulary()["domains"])
        self._theme = self.random.choice(self._domain["things"])
        self._cast = {
            kind: [getattr(self, kind)() for _ in range(2)] for kind in ("name", "place", "company", "person")
        }

    def passage(self) -> tuple[str, Fact]:
        """A paragraph of two to five sentences, one of which states a fact."""
        self._theme = self.random.choice(self._domain["things"])
        fact = self._fact()
        told = [self.fill(self.random.choice(_FACTS), fact.words)]
        told += [self.fill(self.random.choice(_SENTENCES)) for _ in range(self.random.randint(1, 4))]
        self.random.shuffle(told)
        return "。".join(told) + "。", fact

    def fill(self, sentence: str, known: dict[str, str] | None = None) -> str:
        """A sentence with words in its slots: the known ones, and random ones."""
        words = known or {}
        return _SLOT.sub(lambda match: words.get(match[1]) or self.slot(match[1]), sentence)

    def slot(self, kind: str) -> str:
        """A random filling of one slot, in Chinese."""
        pick, number = self.random.choice, self.random.randrange
        words = _vocabulary()["words"]
        if kind == "thing" and self.random.random() < 0.5:
            return str(self._theme[0])
        if kind in ("thing", "action"):
            domain = self._domain if self.random.random() < 0.9 else pick(_vocabulary()["domains"])
            return str(pick(domain[f"{kind}s"])[0])
        if kind in words:
            return str(pick(words[kind])[0])
        if kind in self._cast:
            return str((pick(self._cast[kind]) if self.random.random() < 0.75 else getattr(self, kind)())[0])
        if kind == "people":
            return "、".join(self.person()[0] for _ in range(self.random.randint(2, 4)))
        numbers: dict[str, Callable[[], object]] = {
            "year": lambda: 2008 + number(18),
            "month": lambda: 1 + number(12),
            "day": lambda: 1 + number(28),
            "count": lambda: 2 + number(980),
            "percent": lambda: f"{number(600) / 10 + 0.3:.1f}",
            "money": lambda: f"{number(90000) / 10 + 20:.1f}万元",
        }
        return str(numbers[kind]())

    def name(self) -> tuple[str, str]:
        """Two syllables, in Chinese and in letters."""
        (first, first_read), (second, second_read) = self.random.choices(_vocabulary()["syllables"], k=2)
        return first + second, (first_read + second_read).capitalize()

    def place(self) -> tuple[str, str]:
        """A town, a village, …"""
        chinese, letters = self.name()
        division, english = self.random.choice(_vocabulary()["words"]["division"])
        return chinese + division, f"{letters} {english}"

    def company(self) -> tuple[str, str]:
        """A firm or another body outside government."""
        chinese, letters = self.name()
        return self.random.choice(_vocabulary()["given"]) + chinese + self.slot("organisation"), letters

    def person(self) -> tuple[str, str]:
        """Somebody's name."""
        given = "".join(self.random.choices(_vocabulary()["given"], k=self.random.randint(1, 2)))
        return str(self.random.choice(_vocabulary()["surnames"])) + given, ""

    def _fact(self) -> Fact:
        words = _vocabulary()["words"]
        place, place_english = self.place()
        thing, thing_english = self._theme
        measure, measure_english, unit = self.random.choice(words["measure"])
        figure = str(self.random.randint(3, 99) if unit == "%" else self.random.randint(3, 9999))
        return Fact(
            {
                "place": place,
                "place_english": place_english,
                "thing": thing,
                "thing_english": thing_english,
                "measure": measure,
                "measure_english": measure_english,
                "unit": unit,
                "figure": figure,
                "year": self.slot("year"),
            }
        )


_SLOT = re.compile("{([a-z]+)}")


@cache
def _vocabulary() -> dict[str, Any]:
    """The vocabulary with every entry taken apart: "甲=A" is ("甲", "A")."""
    data = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))
    general = data["general"]
    plurals = {"bodies": "body", "basis": "basis", "bases": "basis"}
    return {
        "domains": [{key: [entry.split("=") for entry in domain[key]] for key in domain} for domain in data["domains"]],
        "syllables": [entry.split() for entry in general.pop("syllables")],
        "surnames": general.pop("surnames"),
        "given": general.pop("given"),
        "words": {
            plurals.get(key, key.removesuffix("s")): [entry.split("=") for entry in entries]
            for key, entries in general.items()
        }
        | {"trend": [["增长"], ["下降"], ["超出"], ["减少"], ["提高"]]},
    }
