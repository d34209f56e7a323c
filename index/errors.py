"""The one exception a person meets."""


class LetterError(Exception):
    """A mistake a person can mend. The message is one sentence or two: what was wrong, and what to do."""
