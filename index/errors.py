"""The one exception a person meets."""


class LetterError(Exception):
    """A mistake a person can mend. The message is one sentence or two: what was wrong, and what to do."""


class MissingIndexError(LetterError):
    """There is no index at an address."""


class StaleIndexError(LetterError):
    """A saved index is good, but another encoder, splitter or format made it. Its documents are there, and an update
    makes it anew from them."""
