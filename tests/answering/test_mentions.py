"""Which letters mention something: all of them, each with the place."""

import pytest

from index.search.encoder import load_encoder
from index.source.files import read
from index.storage.local import LocalIndex
from index.types import Field, Source
from qa.answering.answer import Brief, Said
from qa.answering.letter import SEEDS, Letter
from tests.archive import letters
from tests.archive.writers import text

MADE = letters(30)


@pytest.fixture(scope="module")
def archive() -> Letter:
    made = [Source(f"{letter.name}.txt", text(letter)) for letter in MADE]
    return Letter(LocalIndex.from_sources([*read([SEEDS]), *made], load_encoder()))


def having(archive: Letter, *words: str) -> set[str]:
    """The names of the documents whose text has one of some words."""
    texts = {entry.name: archive.index.text(at) for at, entry in enumerate(archive.index.entries)}
    return {name for name, text in texts.items() if any(word in text for word in words)}


@pytest.mark.parametrize("word", ["墨西哥", "一网统管", "粤省事", "市财政局", "微信公众号"])
def test_every_letter_that_says_the_words_is_listed_once_with_the_words_marked(archive: Letter, word: str) -> None:
    answer = archive.ask(f"哪些部门提到了{word}？", top_k=1)
    assert [hit.passage.document for hit in answer.hits] == list(answer.by_document())
    assert set(answer.by_document()) == having(archive, word)
    for hit in answer.hits:
        source = archive.index.source(hit.passage.document).text
        assert {source[start:end] for start, end in hit.highlights} == {word}
    assert answer.answered
    assert answer.brief == Brief(Said.YES, count=len(answer.hits))


def test_a_word_that_no_letter_says_is_not_answered(archive: Letter) -> None:
    answer = archive.ask("哪些部门提到了巴西？")
    assert (answer.answered, answer.certain, answer.brief) == (False, False, Brief(Said.NO))
    assert answer.hits
    foreign = archive.ask("Which letters mention coffee?")
    assert not foreign.certain
    assert foreign.answered is (foreign.brief is None)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which departments mention Mexico?", ("墨西哥",)),
        ("Which letters mention elevators?", ("电梯",)),
        ("어느 부서가 멕시코를 언급했나요?", ("墨西哥",)),
    ],
)
def test_other_languages_find_the_letters_by_meaning(archive: Letter, question: str, words: tuple[str, ...]) -> None:
    answer = archive.ask(question)
    assert set(answer.by_document()) == having(archive, *words)
    assert answer.answered


def test_filters_and_names_narrow_the_list(archive: Letter) -> None:
    everywhere = set(archive.ask("哪些部门提到了市财政局？").by_document())
    late = archive.ask("哪些部门提到了市财政局？", where=["date>=2022"])
    entries = {entry.name: entry for entry in archive.index.entries}
    assert set(late.by_document()) == {name for name in everywhere if entries[name].fact(Field.DATE) >= "2022"}
    assert 0 < len(late.by_document()) < len(everywhere)


def test_figures_and_latin_words_are_found_whole_and_across_spaces() -> None:
    texts = [
        "今年建成2023号仓库，服务RCEP 成员国。",
        "投入 2 023 万元，2023 年建成。",
        "今年12023户，RCEPS。",
        "到2023年有12023户。",
    ]
    index = LocalIndex.from_sources([Source(f"{at}", text) for at, text in enumerate(texts)], load_encoder())
    letter = Letter(index)
    found = letter.ask("哪些文件提到了2023？")
    assert set(found.by_document()) == {"0", "1", "3"}
    assert found.by_document()["3"][0].highlights == ((1, 5),)
    assert set(letter.ask("哪些文件提到了rcep成员国？").by_document()) == {"0"}
