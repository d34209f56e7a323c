"""MHTML: a page that a browser or Word saved with its pictures in one file; its first HTML part is the letter."""

import email
import email.policy

from index.errors import Fault, UnreadableError
from index.source.encodings import decode
from index.source.formats.html import blocks_of
from index.source.formats.lines import assemble
from index.types import Source


def read(name: str, data: bytes) -> Source:
    """A saved page.

    Raises:
        LetterError: it holds no page, or one without text.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    payload = None if page is None else page.get_payload(decode=True)
    if page is None or not isinstance(payload, bytes):
        raise UnreadableError(Fault.DAMAGED, f"{name!r} is not a saved page. Save the letter as HTML or PDF.")
    decoded = decode(payload, name, page.get_content_charset() or "")
    return assemble(name, blocks_of(decoded.text, name), decoded.remarks)
