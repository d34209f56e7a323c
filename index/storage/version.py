"""Which version of the reading of documents made an index."""

VERSION = 8
"""Raised whenever a file would be read, split, embedded or indexed differently; a saved index says which made it."""
