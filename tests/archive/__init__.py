"""An archive of made-up letters and notices for the tests: the same content in every format, with known facts.

`letters(count, seed)` makes them, `write(letter, folder, format)` saves one; equal arguments give equal files.
"""

from tests.archive.content import Block, Fact, Letter, Style
from tests.archive.documents import letters
from tests.archive.writers import FORMATS, write

__all__ = ["FORMATS", "Block", "Fact", "Letter", "Style", "letters", "write"]
