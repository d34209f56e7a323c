"""What the commands do. Each takes what a person asked of it, and returns the exit code."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.errors import LetterError, MissingIndexError
from index.types import Field, Progress
from qa.options import Asking, Evaluating, Indexing, Outlining, Serving, Verifying

if TYPE_CHECKING:
    from index.search.entry import Entry
    from index.source.files import File
    from index.storage.address import Store
    from qa.composing.composer import Composer

_WORTH_A_BAR = 20
"""Files, or questions; fewer are done before a person has looked."""


def ask(options: Asking) -> int:
    """Ask a question."""
    import qa
    from qa.terminal import is_chinese, render

    language = options.lang or ("zh" if is_chinese(options.question) else "en")
    composer = _composer(options, language) if options.compose else None
    conditions = [*options.where, *([f"issuer~{options.issuer}"] if options.issuer else [])]
    letter = qa.open(model=options.model, index=options.index, reader=options.reader)
    answer = letter.ask(options.question, top_k=options.top_k, history=options.history, where=conditions)
    if options.as_json:
        answer = replace(answer, composed=composer(answer)) if composer else answer
        print(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2))
        return 0
    if composer:
        from qa.composing.printing import tell

        tell(composer, answer, sys.stdout, struck=options.struck)
    print(render(answer, colour=sys.stdout.isatty()))
    return 0


def chat(options: Serving) -> int:
    """Serve the chat page until it is stopped."""
    from qa.server.access import Account
    from qa.server.site import Site, guarded

    account = Account.read(options.auth) if options.auth is not None else None
    site = Site(options.host, options.port, account, options.rate, options.proxy, options.root)
    site = guarded(site, insecure=options.insecure)

    import qa  # Only now: a mistake in the options is told at once.
    from qa.answering.letter import data_folder
    from qa.chat import serve
    from qa.server.desk import Log

    composer = _composer(options, "en") if options.llm else None
    letter = qa.open(model=options.model, index=options.index, reader=options.reader, progress=progress_bar("Indexing"))
    feedback = None if options.no_feedback else options.feedback or data_folder() / "feedback.jsonl"
    log = Log(sys.stdout, options.log_questions) if options.log_json or options.log_questions else None
    serve(letter, site, feedback=feedback, mcp=options.mcp, log=log, composer=composer)
    return 0


def index(options: Indexing) -> int:
    """Index documents, or look after an index. 1 if a file could not be read."""
    wanted = (options.paths, options.listed, options.remove, options.export, options.import_)
    if sum(map(bool, wanted)) != 1 or (options.mirror and not options.paths):
        raise LetterError(
            "Name the files and folders to index, as in: qa index letters/ --index letters.index. Or one of --list, "
            "--remove, --export and --import."
        )
    store = _store(options)
    if options.paths:
        return _update(store, options)
    if options.listed:
        for entry in store.entries():
            date = entry.fact(Field.DATE) or "–"
            print("  ".join([entry.name, date, entry.number or "–", f"¶{entry.passages}", entry.title]))
    elif options.remove:
        store.remove(options.remove)
    elif options.export:
        store.export(options.export)
    elif options.import_:
        store.import_(options.import_)
        print(f"{_counted(store.entries())} were imported into {store}.")
    return 0


def verify(options: Verifying) -> int:
    """Check an index. 1 if anything is wrong with it."""
    from index.search.encoder import load_encoder

    found = list(_store(options).faults(load_encoder(options.model), progress_bar("Verifying")))
    for fault in found:
        print(fault)
    if not found:
        print("The index is good: every passage is a slice of its document, nothing is missing.")
    return 1 if found else 0


def outline(options: Outlining) -> int:
    """Show how documents were read."""
    from index.outline.parse import parse
    from index.source.files import read
    from qa.answering.letter import SEEDS
    from qa.terminal import render_outline

    for source in read([options.document or SEEDS]):
        print(render_outline(parse(source)))
        for remark in source.remarks:
            print(f"qa: {source.name}: {remark}", file=sys.stderr)
    return 0


def evaluate(options: Evaluating) -> int:
    """Measure the answers to a set of questions."""
    from qa.evaluation.ablation import ablate
    from qa.evaluation.command import run
    from qa.evaluation.prepare import Options

    chosen = Options(
        options.gold, options.model, options.index, options.split, options.queries, options.hold_out, options.reader
    )
    progress = progress_bar("Asking")
    if options.ablation:
        print(ablate(chosen, progress))
    elif options.compose:
        from qa.evaluation.composing import measure

        print(measure(chosen, _composer(options, "en"), progress))
    else:
        files = {"json_file": options.json_file, "html_file": options.html_file, "compare_file": options.compare}
        print(run(chosen, **files, progress=progress))
    return 0


def _composer(options: Asking | Serving | Evaluating, language: str) -> "Composer":
    """The language model that is named, writing in a language.

    Raises:
        LetterError: none is named, or it cannot be one.
    """
    if not options.llm:
        raise LetterError("There is no language model to ask. Add --llm URL --llm-model NAME.")
    from qa.composing.client import Client
    from qa.composing.composer import Composer

    return Composer(Client.configured(options.llm, options.llm_model), language)


def _store(options: Indexing | Verifying) -> "Store":
    """The index that is meant: the one that is named, or the model's own in this person's data folder."""
    from index.storage.address import open_store
    from qa.answering.letter import default_folder

    return open_store(options.index or default_folder(options.model or "embedded"))


def _update(store: "Store", options: Indexing) -> int:
    """Add files to an index, or make it hold exactly these."""
    from index.search.encoder import load_encoder
    from index.source.files import find
    from qa.answering.versions import report

    encoder, files = load_encoder(options.model), find(options.paths)
    if options.mirror:
        for line in _going(store, files):
            print(line, flush=True)
    write = store.mirror if options.mirror else store.update
    changes = write(files, encoder, progress_bar("Indexing"))
    kinds = (
        ("added", changes.added),
        ("updated", changes.updated),
        ("removed", changes.removed),
        ("unchanged", changes.unchanged),
        ("kept", changes.others),
    )
    counts = ", ".join(f"{len(names)} {word}" for word, names in kinds if names)
    made = store.load(encoder)
    print(f"{_counted(made.entries)} are indexed in {store} ({counts}).")
    for line in report(made.families):
        print(line)
    if skipped := str(files):
        print(f"qa: {skipped}", file=sys.stderr)
    for _, problem in changes.problems:
        print(f"qa: {problem}", file=sys.stderr)
    return 1 if changes.problems else 0


def _going(store: "Store", files: "Sequence[File]") -> list[str]:
    """What an index will lose when it mirrors files: a line for each document."""
    try:
        held = [entry.name for entry in store.entries()]
    except MissingIndexError:
        return []
    except LetterError:  # Another version made it, or it is damaged.
        return ["The index as it was cannot be listed; it is made anew from the documents."]
    kept = {file.name for file in files}
    return [f"Goes: {name}" for name in held if name not in kept]


def _counted(entries: "Sequence[Entry]") -> str:
    passages, documents = sum(entry.passages for entry in entries), len(entries)
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
