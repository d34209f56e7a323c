"""The command line. The library raises; this file turns a LetterError into one line on stderr and exit code 2."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from index.errors import LetterError

app = typer.Typer(
    name="qa",
    help="Ask official letters questions: the passages that answer, word for word, with exact citations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Model = Annotated[
    str | None,
    typer.Option(
        "--model", envvar="QA_MODEL", help="A sentence-transformers model by name or folder [default: embedded]."
    ),
]
IndexFolder = Annotated[
    Path | None,
    typer.Option(
        "--index", envvar="QA_INDEX", help="The folder of the index [default: one per model in your data folder]."
    ),
]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in any language.")],
    top_k: Annotated[int, typer.Option("--top-k", "-k", help="Passages to show.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    history: Annotated[
        list[str] | None, typer.Option(help="An earlier question; repeat it for several, oldest first.")
    ] = None,
    model: Model = None,
    index: IndexFolder = None,
) -> None:
    """Ask a question."""
    import qa
    from qa.terminal import render

    answer = qa.open(model=model, index=index).ask(question, top_k=top_k, history=history or ())
    if as_json:
        typer.echo(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2))
    else:
        typer.echo(render(answer, colour=sys.stdout.isatty()))


@app.command()
def chat(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 7860,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Also serve MCP, so that assistants can quote the letter.")
    ] = False,
    feedback: Annotated[
        Path | None, typer.Option(help="Where readers' judgements go, as gold questions [default: your data folder].")
    ] = None,
    no_feedback: Annotated[bool, typer.Option("--no-feedback", help="Do not ask readers for judgements.")] = False,
    auth: Annotated[
        str | None, typer.Option(metavar="USER:FILE", help="Ask for this name and the password in the file.")
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Let other machines read the documents without a password.")
    ] = False,
    rate: Annotated[
        float, typer.Option(help="Requests a second that one address may send; 0: any number.", min=0)
    ] = 20,
    proxy: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address of a reverse proxy, whose X-Forwarded headers count.")
    ] = "",
    root: Annotated[str, typer.Option(metavar="PATH", help="The path under which the proxy shows the page.")] = "",
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Print a line of JSON for every question, without its text.")
    ] = False,
    log_questions: Annotated[bool, typer.Option("--log-questions", help="The same, with its text.")] = False,
    model: Model = None,
    index: IndexFolder = None,
) -> None:
    """Start the chat page."""
    import qa
    from qa.chat import serve
    from qa.letter import data_folder
    from qa.server.access import Account
    from qa.server.desk import Log
    from qa.server.site import Site, guarded

    account = Account.read(auth) if auth is not None else None
    site = guarded(Site(host, port, account, rate, proxy, root), insecure=insecure)
    letter = qa.open(model=model, index=index, progress=progress_bar())
    judgements = None if no_feedback else feedback or data_folder() / "feedback.jsonl"
    log = Log(sys.stdout, log_questions) if log_json or log_questions else None
    serve(letter, site, feedback=judgements, mcp=mcp, log=log)


@app.command(name="index")
def index_(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders [default: the letter in the package].")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the documents of the index instead.")] = False,
    remove: Annotated[
        list[str] | None, typer.Option(help="Take the document of this name out instead; repeat it for several.")
    ] = None,
    verified: Annotated[bool, typer.Option("--verify", help="Check the index instead, as `qa verify` does.")] = False,
    export: Annotated[Path | None, typer.Option(help="Write the index into one file instead.")] = None,
    import_: Annotated[Path | None, typer.Option("--import", help="Read the index from such a file instead.")] = None,
    model: Model = None,
    index: IndexFolder = None,
) -> None:
    """Make the index hold the documents of these files and folders; `ask` and `chat` then ask these. Documents that are
    new or changed are read, those that are gone are removed."""
    from index import exchange, writer
    from qa import collection
    from qa.letter import SEEDS, default_folder

    folder = index or default_folder(model or "embedded")
    chosen = [listed, bool(remove), verified, export is not None, import_ is not None, bool(paths)]
    if sum(chosen) > 1:
        raise LetterError("Name paths, or one of --list, --remove, --verify, --export and --import.")
    if listed:
        typer.echo(collection.listing(folder, model))
    elif remove:
        writer.remove(folder, remove)
    elif verified:
        verify(model, folder)
    elif export:
        exchange.export(folder, export)
    elif import_:
        typer.echo(collection.take(import_, folder))
    else:
        changes, words = collection.update(folder, paths or [SEEDS], model, progress_bar("Indexing"))
        typer.echo(words)
        for _, problem in changes.problems:
            typer.echo(f"qa: {problem}", err=True)
        if changes.problems:
            raise typer.Exit(1)


@app.command()
def verify(model: Model = None, index: IndexFolder = None) -> None:
    """Check a saved index against its documents: a line for every fault, and exit code 1 if there is any."""
    from index.encoder import load_encoder
    from qa import collection
    from qa.letter import default_folder

    found = collection.verify(
        index or default_folder(model or "embedded"), load_encoder(model), progress_bar("Verifying")
    )
    for fault in found:
        typer.echo(fault)
    if found:
        raise typer.Exit(1)
    typer.echo("The index is good: every passage is a slice of its document, nothing is missing.")


@app.command()
def outline(
    document: Annotated[
        Path | None, typer.Argument(help="A file or folder [default: the letter in the package].")
    ] = None,
) -> None:
    """Show how a document was read: sections, points, paragraph numbers, and an audit of the parse."""
    from index.outline import parse
    from index.reader import read
    from qa.letter import SEEDS
    from qa.terminal import render_outline

    for source in read([document or SEEDS]):
        typer.echo(render_outline(parse(source)))


@app.command(name="eval")
def eval_(
    gold: Annotated[Path, typer.Argument(help="A gold set, a SQuAD file, a BEIR folder, or JSON Lines with passages.")],
    model: Model = None,
    index: Annotated[
        Path | None, typer.Option("--index", help="A saved index [default: the letter, made anew].")
    ] = None,
    split: Annotated[str, typer.Option(help="The questions to ask: dev, test or all.")] = "all",
    json_file: Annotated[Path | None, typer.Option("--json", help="Save everything here, for --compare.")] = None,
    html_file: Annotated[Path | None, typer.Option("--html", help="Save a report to read here.")] = None,
    compare: Annotated[Path | None, typer.Option(help="Compare with what --json saved.")] = None,
    queries: Annotated[Path | None, typer.Option(help="A SQuAD file that words the questions, by their ids.")] = None,
    hold_out: Annotated[
        bool, typer.Option("--hold-out", help="Leave half the contexts out: those answer nothing.")
    ] = False,
    ablation: Annotated[bool, typer.Option("--ablation", help="Show what every part of the search earns.")] = False,
) -> None:
    """Measure the answers to a set of questions."""
    from qa.evaluation.ablation import ablate
    from qa.evaluation.command import run
    from qa.evaluation.prepare import Options
    from qa.evaluation.progress import asking_bar

    options = Options(gold, model, index, split, queries, hold_out)
    progress = asking_bar()
    if ablation:
        typer.echo(ablate(options, progress))
    else:
        typer.echo(run(options, json_file=json_file, html_file=html_file, compare_file=compare, progress=progress))


def progress_bar(label: str = "Embedding") -> Callable[[int, int], None] | None:
    """A bar on stderr for long work, if a person is looking and there is something to wait for."""
    if not sys.stderr.isatty():
        return None
    state: dict[str, Any] = {}

    def show(done: int, total: int) -> None:
        if total < _WORTH_A_BAR:
            return
        bar = state.setdefault("bar", typer.progressbar(length=total, label=label, file=sys.stderr))
        bar.update(done - bar.pos)
        if done == total:
            bar.render_finish()

    return show


_WORTH_A_BAR = 20


def main() -> None:
    """Run the command line."""
    try:
        app(standalone_mode=True)
    except LetterError as error:
        typer.echo(f"qa: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
