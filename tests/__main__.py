"""`python3 tests` installs the project with its test tools if need be, then checks style, types and behaviour.

Words after it go to pytest: `python3 tests -k outline`.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from qa.install import installed  # noqa: E402

python = str(installed("test"))
steps = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["pytest", *sys.argv[1:]]]
if sys.argv[1:]:
    steps = steps[-1:]
sys.exit(max(subprocess.call([python, "-m", *step], cwd=ROOT) for step in steps))
