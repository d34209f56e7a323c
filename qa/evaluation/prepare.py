"""What to ask of what: options → a task and the index that it is asked of."""

from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import LetterError
from index.search.encoder import Encoder
from index.search.index import Index
from index.source.files import read
from index.storage.address import Address, open_store
from index.storage.local import LocalIndex
from qa.answering.letter import SEEDS
from qa.evaluation.foreign import hold_out, load_foreign, with_queries
from qa.evaluation.gold import SPLITS, load_gold
from qa.evaluation.judging import Places, right_passages
from qa.evaluation.outcome import Task


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asked for. `gold` may be a foreign set, `split` is "dev", "test" or "all"; `queries` and `hold_out`
    are for foreign sets, `index` for gold sets."""

    gold: Path
    model: str | None = None
    index: Address | None = None
    split: str = "all"
    queries: Path | None = None
    hold_out: bool = False
    reader: bool = True


def prepare(options: Options, encoder: Encoder, *, section_context: bool = True) -> tuple[Task, Index]:
    """The task and its corpus: the contexts of a foreign set; for a gold set the saved index that is named, or the
    letter in the package, indexed anew.

    Raises:
        LetterError: an option or a file cannot be used.
    """
    if options.split not in ("all", *SPLITS):
        raise LetterError(f"There is no split {options.split!r}. Name dev, test or all.")
    foreign = load_foreign(options.gold)
    if foreign:
        task = _foreign(options, foreign)
        index: Index = LocalIndex.from_sources(task.sources, encoder, section_context=section_context)
    else:
        index = _index(options.index, encoder, section_context)
        task = _gold(options, index)
    questions = tuple(question for question in task.questions if options.split in ("all", question.split))
    if not questions:
        raise LetterError(f"{str(options.gold)!r} has no question in the split {options.split!r}.")
    return replace(task, questions=questions), index


def _foreign(options: Options, task: Task) -> Task:
    if options.index:
        raise LetterError(f"{task.name!r} brings its own contexts. Leave --index out.")
    if options.queries:
        task = with_queries(task, options.queries)
    return hold_out(task) if options.hold_out else task


def _index(address: Address | None, encoder: Encoder, section_context: bool) -> Index:
    if address and section_context:
        return open_store(address).load(encoder)
    sources = open_store(address).texts() if address else read([SEEDS])
    return LocalIndex.from_sources(sources, encoder, section_context=section_context)


def _gold(options: Options, index: Index) -> Task:
    if options.queries or options.hold_out:
        raise LetterError("--queries and --hold-out need a data set that brings its contexts; a gold set does not.")
    documents = [index.document(entry.name) for entry in index.entries]
    questions = load_gold(options.gold, documents)
    places = Places(documents)
    right = {question.id: right_passages(places, question.evidence, question.section) for question in questions}
    return Task(options.gold.name, tuple(questions), right)
