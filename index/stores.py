"""Where an index is kept: a folder, or Milvus. One address says which, everywhere where an index is named."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from index import store, writer
from index.encoder import Encoder
from index.index import Index
from index.reader import File, Source
from index.update import Changes, FilesDone
