"""What the commands do. Each takes the options of the same names, and returns the exit code."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index.errors import LetterError

Progress = Callable[[int, int], None]

_WORTH_A_BAR = 20
"""Files, or questions; fewer are done before a person has looked."""


def ask(
    question: str,
    top_k: int,
    as_json: bool,
    history: Sequence[str],
    where: Sequence[str],
    issuer: str | None,
    model: str | None,
    index: str | None,
) -> int:
    """Ask a question."""
    import qa
    from qa.terminal import render

    conditions = [*where, *([f"issuer~{issuer}"] if issuer else [])]
    answer = qa.open(model=model, index=index).ask(question, top_k=top_k, history=history, where=conditions)
    if as_json:
        print(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2))
    else:
        print(render(answer, colour=sys.stdout.isatty()))
    return 0


def chat(
    host: str,
    port: int,
    mcp: bool,
    feedback: Path | None,
    no_feedback: bool,
    auth: str | None,
    insecure: bool,
    rate: float,
    proxy: str,
    root: str,
    log_json: bool,
    log_questions: bool,
    model: str | None,
    index: str | None,
) -> int:
    """Serve the chat page until it is stopped."""
    from qa.server.access import Account
    from qa.server.site import Site, guarded

    account = Account.read(auth) if auth is not None else None
    site = guarded(Site(host, port, account, rate, proxy, root), insecure=insecure)

    import qa
    from qa.answering.letter import data_folder
    from qa.chat import serve
    from qa.server.desk import Log

    letter = qa.open(model=model, index=index, progress=progress_bar("Indexing"))
    judgements = None if no_feedback else feedback or data_folder() / "feedback.jsonl"
    log = Log(sys.stdout, log_questions) if log_json or log_questions else None
    serve(letter, site, feedback=judgements, mcp=mcp, log=log)
    return 0


def index(
    paths: Sequence[Path],
    listed: bool,
    remove: Sequence[str],
    verify: bool,
    export: Path | None,
    import_: Path | None,
    model: str | None,
    index: str | None,
) -> int:
    """Index documents, or look after an index. 1 if a file could not be read, or a fault was found."""
    from index.storage import address as stores
    from index.storage import exchange
    from qa.answering.letter import SEEDS, default_folder

    if sum([listed, bool(remove), verify, export is not None, import_ is not None, bool(paths)]) > 1:
        raise LetterError("Name paths, or one of --list, --remove, --verify, --export and --import.")
    address = index or default_folder(model or "embedded")
    if listed:
        return _list(address, model)
    if remove:
        stores.remove(address, remove)
        return 0
    if verify:
        return _verify(address, model)
    if export or import_:
        if stores.is_milvus(address):
            raise LetterError("Only an index in a folder is one file to carry; Milvus has backups of its own.")
        if export:
            exchange.export(Path(address), export)
        elif import_:
            manifest = exchange.import_(import_, Path(address))
            print(f"{_counted(manifest.passages, manifest.documents)} were imported into {address}.")
        return 0
    return _update(address, paths or [SEEDS], model)


def verify(model: str | None, index: str | None) -> int:
    """Check an index. 1 if anything is wrong with it."""
    from qa.answering.letter import default_folder

    return _verify(index or default_folder(model or "embedded"), model)


def outline(document: Path | None) -> int:
    """Show how documents were read."""
    from index.outline.parse import parse
    from index.source.files import read
    from qa.answering.letter import SEEDS
    from qa.terminal import render_outline

    for source in read([document or SEEDS]):
        print(render_outline(parse(source)))
    return 0


def evaluate(
    gold: Path,
    split: str,
    json_file: Path | None,
    html_file: Path | None,
    compare: Path | None,
    queries: Path | None,
    hold_out: bool,
    ablation: bool,
    model: str | None,
    index: str | None,
) -> int:
    """Measure the answers to a set of questions."""
    from qa.evaluation.ablation import ablate
    from qa.evaluation.command import run
    from qa.evaluation.prepare import Options

    options = Options(gold, model, index, split, queries, hold_out)
    progress = progress_bar("Asking")
    if ablation:
        print(ablate(options, progress))
    else:
        print(run(options, json_file=json_file, html_file=html_file, compare_file=compare, progress=progress))
    return 0


def _list(address: str | Path, model: str | None) -> int:
    """The documents of an index, one a line: name, date, number, passages, title."""
    from index.search.encoder import load_encoder
    from index.storage import address as stores
    from index.types import Field

    for entry in stores.load(address, load_encoder(model)).entries:
        date = entry.fact(Field.DATE) or "–"
        print("  ".join([entry.name, date, entry.number or "–", f"¶{entry.passages}", entry.title]))
    return 0


def _update(address: str | Path, paths: Sequence[Path], model: str | None) -> int:
    from index.search.encoder import load_encoder
    from index.source.files import find
    from index.storage import address as stores
    from qa.answering.versions import report

    encoder = load_encoder(model)
    changes = stores.update(address, find(paths), encoder, progress_bar("Indexing"))
    made = stores.load(address, encoder)
    kinds = (
        ("added", changes.added),
        ("updated", changes.updated),
        ("removed", changes.removed),
        ("unchanged", changes.unchanged),
    )
    counts = ", ".join(f"{len(names)} {word}" for word, names in kinds if names)
    print(f"{_counted(len(made), len(made.entries))} are indexed in {address} ({counts}).")
    for line in report(made.families):
        print(line)
    for _, problem in changes.problems:
        print(f"qa: {problem}", file=sys.stderr)
    return 1 if changes.problems else 0


def _verify(address: str | Path, model: str | None) -> int:
    from index.search.encoder import load_encoder
    from index.storage import address as stores

    found = list(stores.faults(address, load_encoder(model), progress_bar("Verifying")))
    for fault in found:
        print(fault)
    if not found:
        print("The index is good: every passage is a slice of its document, nothing is missing.")
    return 1 if found else 0


def _counted(passages: int, documents: int) -> str:
    return f"{passages} passage{'s' * (passages != 1)} of {documents} document{'s' * (documents != 1)}"


def progress_bar(label: str) -> Progress | None:
    """A bar on stderr for long work, if a person is looking and there is something to wait for; it begins anew when the
    work does. Work whose size is not known is counted."""
    if not sys.stderr.isatty():
        return None
    bar: Any = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if 0 < total < _WORTH_A_BAR:
            return
        if bar is None or done < bar.n:
            from tqdm import tqdm

            bar = tqdm(desc=label, total=total or None, file=sys.stderr, leave=False)
        bar.update(done - bar.n)
        if done == total:
            bar.close()

    return show
