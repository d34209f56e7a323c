"""What is embedded and what is matched of a passage: its words and what it stands under."""

from index.role import ROLE_WORDS
from index.text.sentences import sentences
from index.types import Passage


def context(passage: Passage) -> str:
    """What a passage stands under: its headings, a table's header or, outside the body, what its role is called; one a
    line."""
    citation = passage.citation
    above = [words for words in (*citation.headings, passage.header) if words]
    return "\n".join(above + ([ROLE_WORDS[citation.role]] if citation.role in ROLE_WORDS else []))


def embedding_text(passage: Passage) -> str:
    """What is embedded for a passage: its context, and then its words."""
    return f"{context(passage)}\n{passage.text}".lstrip("\n")


def lexical_text(passage: Passage) -> str:
    """What BM25 reads of a passage: the same, and the labels by which people call its place."""
    return "\n".join([*passage.citation.labels, embedding_text(passage)])


def units(passage: Passage) -> list[str]:
    """What late interaction reads of a passage: its context, and then its sentences."""
    return [context(passage), *(passage.text[start:end] for start, end in sentences(passage.text))]
