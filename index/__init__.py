"""Documents → a searchable index: read official letters, split them into cited passages, embed them.

The other half of the sentence, questions → cited answers, is the package `qa`; this one never imports it.
"""

from index.errors import LetterError
from index.role import Role
from index.types import Break, Citation, Document, Fact, Field, Passage, Section, Span

__all__ = ["Break", "Citation", "Document", "Fact", "Field", "LetterError", "Passage", "Role", "Section", "Span"]
