"""The corpus that the benchmarks are measured on; the measurements themselves are never part of the tests."""

from hashlib import sha256
from pathlib import Path

import pytest

from index.outline.parse import parse
from index.types import Source, Unit
from tests.benchmarks import corpus


def test_a_made_letter_is_the_same_on_every_machine() -> None:
    text = "\n".join(corpus.letter(7).lines)
    assert sha256(text.encode()).hexdigest()[:16] == "4427aa2ec4acbdbc"


@pytest.mark.parametrize("number", [0, 1, 24_999])
def test_a_made_letter_has_forty_passages_by_our_own_reading(number: int) -> None:
    text = "\n\n".join(corpus.letter(number).lines)
    document = parse(Source("letter.txt", text))
    assert len(document.passages) == corpus.PASSAGES
    assert {section.label for section in document.sections if section.step.unit is not Unit.POINT} >= {"一", "二"}


def test_the_peers_get_the_passages_that_we_find(tmp_path: Path) -> None:
    corpus.write(tmp_path / "corpus", 80)
    ours = [
        passage.text
        for number in range(2)
        for passage in parse(Source("letter.txt", "\n\n".join(corpus.letter(number).lines))).passages
    ]
    assert list(corpus.passages(tmp_path / "corpus")) == ours


def test_a_question_asks_for_a_fact_that_stands_in_a_passage() -> None:
    facts = corpus.letter(3).facts
    told = corpus.letter(3).lines
    for fact in facts:
        place, thing, figure = fact.words["place"], fact.words["thing"], fact.words["figure"]
        assert any(place in line and thing in line and figure + fact.words["unit"] in line for line in told)
        assert place in fact.question(english=False)
        assert fact.words["place_english"] in fact.question(english=True)
