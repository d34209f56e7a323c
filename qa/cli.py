"""The command line. The library raises; this file turns a LetterError into one line on stderr and exit code 2.

It is argparse, and every command imports what it needs when it runs: a question is answered from cold in less time than
larger libraries take to read their own options.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from index.errors import LetterError
from qa import commands
from qa.options import Asking, Evaluating, Indexing, Outlining, Parser, Serving, Verifying

_PIPE_CLOSED = 128 + 13
"""The exit code of other programs whose reader has gone: 128 and the number of SIGPIPE."""


def parser(words: Sequence[str]) -> Parser:
    """All commands, and the options of those that are among the words of a command line."""
    root = Parser(
        prog="qa",
        description="Ask official letters questions: the passages that answer, word for word, with exact citations.",
    )
    group = root.add_subparsers(metavar="COMMAND", title="commands", parser_class=Parser, prog="qa")
    for name, command in _COMMANDS.items():
        brief = command.description.split(":")[0].split(";")[0].rstrip(".")
        options = group.add_parser(name, help=brief, description=command.description)
        options.set_defaults(command=command)
        if name in words:
            command.add(options)
    return root


def _ask(options: Parser) -> None:
    options.add_argument("question", help="The question, in any language.")
    options.add_argument("--top-k", "-k", type=int, default=3, help="Passages to show [default: 3].")
    options.add_argument("--json", action="store_true", dest="as_json", help="Print the answer as JSON.")
    options.add_argument(
        "--history", action="append", default=[], help="An earlier question; repeat it for several, oldest first."
    )
    options.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="CONDITION",
        help='Ask only documents that meet it, as in "date>=2023-01-01" or "number~2023"; repeat it for several.',
    )
    options.add_argument("--issuer", help="Ask only documents of this issuer, or of all whose names have these words.")
    options.add_argument(
        "--compose", action="store_true", help="Also let a language model answer; what it says is checked."
    )
    options.add_argument("--lang", metavar="TAG", help="The language of that [default: Chinese or English, as asked].")
    options.add_argument("--struck", action="store_true", help="Show what failed the check too, struck through.")
    _llm(options)
    _model_and_index(options)
    _reader(options)


def _chat(options: Parser) -> None:
    options.add_argument("--host", default="127.0.0.1", help="The address to listen on [default: 127.0.0.1].")
    options.add_argument("--port", type=_port, default=7860, help="The port to listen on [default: 7860].")
    options.add_argument("--mcp", action="store_true", help="Also serve MCP, so that assistants can quote the letter.")
    options.add_argument(
        "--feedback", type=Path, help="Where readers' judgements go, as gold questions [default: your data folder]."
    )
    options.add_argument("--no-feedback", action="store_true", help="Do not ask readers for judgements.")
    options.add_argument("--auth", metavar="USER:FILE", help="Ask for this name and the password in the file.")
    options.add_argument(
        "--insecure", action="store_true", help="Let other machines read the documents without a password."
    )
    options.add_argument(
        "--rate",
        type=_rate,
        default=20.0,
        help="Requests a second that one address may send; 0: any number [default: 20].",
    )
    options.add_argument(
        "--proxy", metavar="ADDRESS", default="", help="The address of a reverse proxy: X-Forwarded headers count."
    )
    options.add_argument("--root", metavar="PATH", default="", help="The path under which the proxy shows the page.")
    options.add_argument(
        "--log-json", action="store_true", help="Print a line of JSON for every question, without its text."
    )
    options.add_argument("--log-questions", action="store_true", help="The same, with its text.")
    _llm(options)
    _model_and_index(options)
    _reader(options)


def _index(options: Parser) -> None:
    options.add_argument("paths", type=Path, nargs="*", help="Files and folders.")
    options.add_argument(
        "--mirror",
        action="store_true",
        help="Make the index hold exactly these documents: all others are named, and go.",
    )
    options.add_argument("--list", action="store_true", dest="listed", help="List the documents of the index instead.")
    options.add_argument(
        "--remove",
        action="append",
        default=[],
        metavar="NAME",
        help="Take the document of this name out instead; repeat it for several.",
    )
    options.add_argument("--export", type=Path, metavar="FILE", help="Write the index into one file instead.")
    options.add_argument(
        "--import", type=Path, metavar="FILE", dest="import_", help="Read the index from such a file instead."
    )
    _model_and_index(options)


def _eval(options: Parser) -> None:
    options.add_argument("gold", type=Path, help="A gold set, a SQuAD file, a BEIR folder or JSON Lines.")
    options.add_argument("--split", default="all", help="The questions to ask: dev, test or all [default: all].")
    options.add_argument("--json", type=Path, metavar="FILE", dest="json_file", help="Save all here, for --compare.")
    options.add_argument("--html", type=Path, metavar="FILE", dest="html_file", help="Save a report to read here.")
    options.add_argument("--compare", type=Path, metavar="FILE", help="Compare with what --json saved.")
    options.add_argument(
        "--queries", type=Path, metavar="FILE", help="A SQuAD file that words the questions, by their ids."
    )
    options.add_argument("--hold-out", action="store_true", help="Leave half the contexts out: those answer nothing.")
    options.add_argument("--ablation", action="store_true", help="Show what every part of the search earns.")
    options.add_argument("--compose", action="store_true", help="Measure what a language model makes of the answers.")
    _llm(options)
    _model(options)
    _reader(options)
    options.add_argument("--index", metavar="ADDRESS", help="A saved index [default: the letter, made anew].")


def _model(options: Parser) -> None:
    options.add_argument(
        "--model",
        default=os.environ.get("QA_MODEL") or None,
        help="A sentence-transformers model by name or folder [default: QA_MODEL, or else the embedded one].",
    )


def _llm(options: Parser) -> None:
    options.add_argument(
        "--llm",
        metavar="URL",
        default=os.environ.get("QA_LLM") or None,
        help="A language model that speaks the OpenAI protocol, as http://127.0.0.1:11434/v1; its key is read from "
        "QA_LLM_KEY [default: QA_LLM, or else none].",
    )
    options.add_argument(
        "--llm-model",
        metavar="NAME",
        default=os.environ.get("QA_LLM_MODEL") or None,
        help="Its name there [default: QA_LLM_MODEL].",
    )


def _reader(options: Parser) -> None:
    options.add_argument(
        "--no-reader",
        action="store_false",
        dest="reader",
        default=os.environ.get("QA_READER", "") != "0",
        help="Answer by words and vectors alone, sooner and less surely [default: QA_READER, or else read where "
        "onnxruntime is installed].",
    )


def _model_and_index(options: Parser) -> None:
    _model(options)
    options.add_argument(
        "--index",
        metavar="ADDRESS",
        default=os.environ.get("QA_INDEX") or None,
        help="The index: a folder, milvus://HOST:PORT[/DATABASE], or FILE.db for Milvus Lite "
        "[default: QA_INDEX, or else a folder per model in your data folder].",
    )


def _outline(options: Parser) -> None:
    options.add_argument(
        "document", type=Path, nargs="?", help="A file or folder [default: the letter in the package]."
    )


class Command(NamedTuple):
    """A command: the type of what is asked of it, what it does, its options, and what it says of itself."""

    options: Callable[..., Any]
    run: Callable[[Any], int]
    add: Callable[[Parser], None]
    description: str


_COMMANDS = {
    "ask": Command(Asking, commands.ask, _ask, "Ask a question."),
    "chat": Command(Serving, commands.chat, _chat, "Start the chat page."),
    "index": Command(
        Indexing,
        commands.index,
        _index,
        "Add the documents of these files and folders to the index; ask and chat then ask all that it holds. Documents "
        "that are new or changed are read; no other is lost.",
    ),
    "verify": Command(
        Verifying,
        commands.verify,
        _model_and_index,
        "Check a saved index against its documents: a line for every fault, and exit code 1 if there is any.",
    ),
    "outline": Command(
        Outlining,
        commands.outline,
        _outline,
        "Show how a document was read: sections, points, paragraph numbers, and an audit of the parse.",
    ),
    "eval": Command(Evaluating, commands.evaluate, _eval, "Measure the answers to a set of questions."),
}


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 1 to 65535")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = -1.0
    if not 0 <= rate < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no rate: a number from 0")
    return rate


def main() -> None:
    """Run the command line."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # A question is too short to share among threads: they would wait for cores.
    root = parser(sys.argv[1:])
    try:
        arguments = vars(root.parse_args())
        command: Command | None = arguments.pop("command", None)
        if command is None:
            root.print_help()
            sys.exit(2)
        code = command.run(command.options(**arguments))
        sys.stdout.flush()
        sys.exit(code)
    except BrokenPipeError:  # Whoever reads has had enough, as `| head` has; Python would complain when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_PIPE_CLOSED)
    except LetterError as error:
        print(f"qa: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
