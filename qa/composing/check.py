"""A statement and the passages that it cites → what of it they do not support. No model has a word in this."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from index.text.folding import fold
from qa.answering.composed import Fault, Finding, Statement
from qa.composing.bodies import strange_bodies
from qa.composing.dates import bare_years, dates, told
from qa.composing.names import literals, strange_names
from qa.composing.prompting import Given
from qa.composing.quantities import Quantity, digits, in_evidence, like, quantities
from qa.composing.wording import signs

_ROUNDED = Fraction(1, 20)
"""How far, of the value, a figure may be rounded that says so ("about 60 million"), or was converted."""

_LISTED = 12
"""Things that are counted by who reads a list; longer lists are given with their number."""

_COUNTED = 8
"""Characters after a figure in which Chinese says what it counts."""

_OPPOSITE = frozenset({"least", "most"})


def checked(statement: Statement, passages: Sequence[Given], language: str) -> Statement:
    """The statement with everything that is wrong with it: against the passages that it cites, each numbered from 1."""
    if not statement.citations:
        return replace(statement, findings=(Finding(Fault.UNCITED),))
    strange = [number for number in statement.citations if not 1 <= number <= len(passages)]
    if strange:
        return replace(statement, findings=tuple(Finding(Fault.CITATION, f"[{number}]") for number in strange))
    cited = [passages[number - 1] for number in statement.citations]
    evidence = "\n".join(given.text for given in cited)
    places = "\n".join(dict.fromkeys(given.where for given in cited))
    findings = [
        *_figures(statement.text, evidence, places, language),
        *(Finding(Fault.BODY, name) for name in strange_bodies(statement.text, f"{evidence}\n{places}", language)),
        *(Finding(Fault.NAME, name) for name in strange_names(statement.text, f"{evidence}\n{places}", language)),
        *signs(statement.text, evidence, language),
    ]
    return replace(statement, findings=tuple(dict.fromkeys(findings)))


def _figures(text: str, evidence: str, places: str, language: str) -> list[Finding]:
    """Faults of addresses, dates and figures, in this order: each takes its characters away from the next."""
    written, rest = literals(text)
    given = re.sub(r"[\s-]", "", fold(f"{evidence}\n{places}"))
    found = [Finding(Fault.NUMBER, each) for each in written if re.sub(r"[\s-]", "", fold(each)) not in given]
    moments, rest = dates(rest, language)
    found += [Finding(Fault.DATE, each.written) for each in moments if not told(each, evidence, places)]
    years = {each.year for each in bare_years(rest) if told(each, evidence, places)}
    known = in_evidence(dates(evidence, "zh-Hans")[1]) + [
        replace(each, unit="#") for each in quantities(dates(places, "zh-Hans")[1], "zh-Hans")
    ]
    numbers = set(re.findall(r"\d+", re.sub(r"(?<=\d)[-\s()](?=\d)", "", digits(fold(f"{evidence}\n{places}")))))
    numbers |= set(re.findall(r"\d+", digits(fold(f"{evidence}\n{places}"))))
    joined = re.sub(r"(?<=\d)[-\s](?=\d{3,})", "", rest)
    said = quantities(joined if re.search(r"\d{3,4}[-\s]\d{7,8}", rest) else rest, language)
    for each in said:
        fault = _fault(each, known, numbers, evidence)
        if fault and each.unit == "" and not each.counted and not each.scaled:  # "from 52 to 58 percent"
            others = [like(each, other) for other in said if other.unit not in ("", "#")]
            fault = None if any(_equal(other, given) for other in others for given in known) else fault
        if fault and not (each.unit == "" and set(each.values) & {Fraction(year) for year in years}):
            found.append(Finding(fault, each.written.strip()))
    return found


def _fault(said: Quantity, known: Sequence[Quantity], numbers: set[str], evidence: str) -> Fault | None:
    """What is wrong with a figure, None if the passages have it."""
    if not said.sure:
        return None
    same = [each for each in known if _equal(said, each)]
    if same:
        opposed = all({said.bound, each.bound} == _OPPOSITE for each in same)
        return Fault.COMPARISON if opposed else None
    whole = re.fullmatch(r"\D*(\d+)\D*", said.written)
    if whole and not said.scaled and said.unit in ("", "#") and not said.counted and whole[1] in numbers:
        several = [
            each for each in known if each.unit not in ("", "#") and whole[1] in re.findall(r"\d+", each.written)
        ]
        if said.unit == "#" or not several:
            return None
    if said.unit == "" and not said.scaled and said.values[0] <= _LISTED and said.values[0] in _lists(evidence):
        return None
    return Fault.NUMBER if said.unit == "#" else Fault.FIGURE


def _equal(said: Quantity, given: Quantity) -> bool:
    """Whether a figure of a statement is one of a passage: by value, and by what it measures or counts."""
    if said.unit != given.unit and not _may_lack_unit(said, given):
        return False
    if said.counted and given.unit == "" and given.after[:1] not in ("", "个") and not _counted_alike(said, given):
        return False
    for value in said.values:
        for other in given.values:
            if value == other:
                return True
            loose = said.bound or given.bound or (said.unit in ("%", "m2", "m", "kg") and said.step != given.step)
            near = abs(value - other) < max(said.step, Fraction(1, 10**9)) and abs(value - other) <= _ROUNDED * other
            if loose and near and _right_side(said.bound, value, other):
                return True
    return False


def _right_side(bound: str, said: Fraction, given: Fraction) -> bool:
    """More than 58 million may be 58.24, and nearly 59; not the other way round."""
    return {"least": said <= given, "most": said >= given}.get(bound, True)


def _may_lack_unit(said: Quantity, given: Quantity) -> bool:
    """58.24 million for 5824万元, and 58.24 million yuan for 5824万 without a unit after it."""
    if said.unit == "times" and given.unit == "":  # "twice a term" is 两次
        return given.after[:1] in ("次", "回", "趟", "遍", "番")
    if said.unit in ("", "#"):
        plain = said.unit == "#" and given.unit == "" and (given.numeral or given.after[:1] in ("号", "期", "批", "届"))
        return plain or said.unit == given.unit or (said.scaled and not said.counted and given.scaled)
    bare = given.unit == "" and given.scaled and not re.match(r"[\u4e00-\u9fffa-z]", given.after)
    return bare and len(said.unit) == 3


def _counted_alike(said: Quantity, given: Quantity) -> bool:
    near = re.split("[。;；]", given.before)[-1] + re.split("[,，。;；]", given.after)[0][:_COUNTED]
    return any(character in near for character in said.counted)


def _lists(evidence: str) -> set[Fraction]:
    """How many things the lists of a passage have: 甲、乙和丙 are three, 一是…二是… two."""
    folded = fold(evidence)
    sizes: set[int] = set()
    for run in re.split("[。；;\n]", folded):
        for clause in re.split("[,，:：]", run):
            stops = clause.count("、")
            if stops:
                sizes |= {stops + 1, stops + 1 + len(re.findall("以及|[和及与]", clause))}
            elif re.search("以及|[和及与]", clause):
                sizes.add(2)
    sizes.add(len(re.findall("[一二三四五六七八九十]是", folded)))
    sizes.add(len(re.findall(r"[（(][一二三四五六七八九十\d]{1,2}[)）]", folded)))
    return {Fraction(size) for size in sizes if size > 1}


def tells(text: str, chinese: str, language: str) -> bool:
    """Whether a text has all figures and dates of a Chinese one, at least one of them; False if there is none."""
    moments, rest = dates(chinese, "zh-Hans")
    wanted = [each for each in quantities(rest, "zh-Hans") if each.sure]
    known, left = dates(text, language)
    figures = quantities(left, language)
    days = {(each.year, each.month, each.day) for each in [*known, *bare_years(left)]}
    if not moments and not wanted:
        return False
    told_all = all((each.year, each.month, each.day) in days for each in moments)
    return told_all and all(any(_equal(said, each) for said in figures) for each in wanted)
