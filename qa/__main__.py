"""`python -m qa …` is the command line. `python3 qa …`, in a checkout, installs the project first if need be."""

import sys
from pathlib import Path

if __package__:
    from qa.cli import main

    main()
else:
    import subprocess

    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from qa.install import installed

    sys.exit(subprocess.call([str(installed()), "-m", "qa", *sys.argv[1:]]))
