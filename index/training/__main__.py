"""`python -m index.training --data FOLDER --out FOLDER [--small]`: train the embedded model."""

import argparse
import logging
from dataclasses import fields, replace
from pathlib import Path

from index.training.train import SMALL, Sizes, train


def parser() -> argparse.ArgumentParser:
    """The command's options: the folders, and every size by its name."""
    options = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder with parallel/, lexicon/, qa/, pairs/, text/")
    options.add_argument("--out", type=Path, required=True, help="folder for checkpoints, figures and the model")
    options.add_argument("--own", type=Path, default=Path(__file__).parent, help="folder with our glossary and pairs")
    options.add_argument("--small", action="store_true", help="minutes instead of hours: few rows, a small table")
    for field in fields(Sizes):
        kind = float if isinstance(field.default, float) else int
        name = "--" + field.name.replace("_", "-")
        options.add_argument(name, type=kind, metavar="N", help=f"default {field.default}")
    return options


def main() -> None:
    """Train, going on where an interrupted run in the same folder stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = vars(parser().parse_args())
    sizes = SMALL if options["small"] else Sizes()
    changed = {f.name: options[f.name] for f in fields(Sizes) if options[f.name] is not None}
    train(options["data"], options["own"], options["out"], replace(sizes, **changed))


if __name__ == "__main__":
    main()
