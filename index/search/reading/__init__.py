"""Question and windows of text → does a window answer, and which words: a small transformer reads both together."""

from index.search.reading.reader import Reader, Reading
from index.search.reading.windows import window_around

__all__ = ["Reader", "Reading", "window_around"]
