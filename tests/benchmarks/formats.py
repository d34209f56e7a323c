"""Does a PDF of the letter answer like its text, and a scan of that PDF too?

    python -m tests.benchmarks.formats

The gold questions are asked of the plain text, of a PDF made from it with its page breaks, and of a 200-dpi scan of
that PDF read by text recognition. A hit is right if it is the paragraph, by its number, that is right in the plain
text: the table's first column says whether the three have as many.
"""

import tempfile
import time
from difflib import SequenceMatcher
from pathlib import Path

from index.search.encoder import load_encoder
from index.source.files import read
from index.storage.local import LocalIndex
from index.types import Passage, Section, Source
from qa.answering.letter import Letter
from qa.evaluation.outcome import Task
from qa.evaluation.prepare import Options, prepare
from tests.archive.real import real_letter
from tests.archive.scan import scan
from tests.conftest import LETTER

GOLD = Path(__file__).parent.parent / "gold" / "letter.jsonl"


def main() -> None:
    """Print a table."""
    task, _ = prepare(Options(GOLD), load_encoder())
    with tempfile.TemporaryDirectory() as folder:
        printed, scanned = Path(folder) / "letter.pdf", Path(folder) / "scan.pdf"
        real_letter(LETTER.read_text(encoding="utf-8"), printed)
        scan(printed, scanned)
        text = read([LETTER])[0]
        print(f"{'':6} paragraphs  characters as in the text  Success@1, all  facts")
        for name, source in (("text", text), ("PDF", read([printed])[0]), ("scan", _timed(scanned))):
            letter = Letter(LocalIndex.from_sources([source], load_encoder()))
            alike = _alike(text.text, source, letter)
            facts, everything = _success(letter, task, "fact"), _success(letter, task)
            print(f"{name:6} {len(letter.index):10}  {alike:25.2%}  {everything:14.3f}  {facts:5.3f}", flush=True)


def _timed(path: Path) -> Source:
    start = time.perf_counter()
    source = read([path])[0]
    print(f"(recognised {len(source.pages)} pages in {time.perf_counter() - start:.0f} s)", flush=True)
    return source


def _alike(text: str, source: Source, letter: Letter) -> float:
    """The share of the text's characters that stand in the same order in the passages and headings of a source."""
    document = letter.index.document(source.name)
    parts: list[Section | Passage] = [*document.sections, *document.passages]
    spans = [span for part in parts for span in part.ranges]
    found = "".join(document.text[start:end] for start, end in sorted(spans))
    first, second = ("".join(words.split()) for words in (text, found))
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(first)


def _success(letter: Letter, task: Task, kind: str = "") -> float:
    """Success@1 of the answerable questions, of one kind or all."""
    asked = [question for question in task.questions if question.answerable and kind in ("", question.kind)]
    right = 0
    for question in asked:
        wanted = {passage.rpartition("#")[2] for passage in task.right[question.id]}
        hits = letter.ask(question.question, top_k=1, history=question.history).hits
        right += bool(hits) and str(hits[0].citation.paragraph) in wanted
    return right / len(asked)


if __name__ == "__main__":
    main()
