"""HTTP Basic authentication (RFC 7617): one account, whose password is in a file."""

import base64
import binascii
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from index.errors import LetterError

CHALLENGE = (b"www-authenticate", b'Basic realm="Ask the letter", charset="UTF-8"')


@dataclass(frozen=True, slots=True)
class Account:
    """A name and a password that open everything."""

    user: str
    password: str = field(repr=False)

    @classmethod
    def read(cls, words: str) -> "Account":
        """`USER:FILE`. The password is the file's first line, in plain text, as secret files of Docker, Kubernetes and
        systemd have it: whoever can read the file could read the documents as well.

        Raises:
            LetterError: the words have another form, or the file holds no password or cannot be read.
        """
        user, colon, file = words.partition(":")
        if not (user and colon and file):
            raise LetterError(f"--auth is {words!r}, but must be USER:FILE, where FILE holds the password.")
        try:
            lines = Path(file).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise LetterError(
                f"The password file {file!r} cannot be read. Check the path and its permissions."
            ) from error
        if not lines or not lines[0]:
            raise LetterError(f"The password file {file!r} has an empty first line. Write the password there.")
        return cls(user, lines[0])

    def opens(self, authorization: bytes) -> bool:
        """Whether the value of an Authorization header is this account's. The time it takes tells nothing about how
        much of the name or the password was right."""
        scheme, _, words = authorization.partition(b" ")
        try:
            given = base64.b64decode(words.strip(), validate=True)
        except binascii.Error:
            return False
        wanted = f"{self.user}:{self.password}".encode()
        return scheme.lower() == b"basic" and compare_digest(sha256(given).digest(), sha256(wanted).digest())
