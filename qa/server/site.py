"""Where the page is served, and to whom."""

import socket
from dataclasses import dataclass
from ipaddress import ip_address

from index.errors import LetterError
from qa.server.access import Account

RATE = 20.0
"""Requests a second from one address. A question takes two; a whole office behind one address asks fewer than ten."""


@dataclass(frozen=True, slots=True)
class Site:
    """An address to listen on, and the terms on which it answers.

    `account` is who may ask; None: anyone who reaches the address. `rate` is how many requests a second one client may
    send, 0: any number. `proxy` is the address of a reverse proxy (or several, with commas) whose X-Forwarded headers
    are believed; "": nobody's are. `root` is the path under which that proxy shows the page, "" or "/letters".
    """

    host: str = "127.0.0.1"
    port: int = 7860
    account: Account | None = None
    rate: float = RATE
    proxy: str = ""
    root: str = ""

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the address."""
        try:
            found = socket.getaddrinfo(self.host or "0.0.0.0", None)
        except OSError:
            return False
        return all(ip_address(str(entry[4][0]).split("%")[0]).is_loopback for entry in found)

    @property
    def address(self) -> str:
        """What to type into a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def listen(self) -> socket.socket:
        """A socket that listens on the address.

        Raises:
            LetterError: the address cannot be listened on.
        """
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            listening = socket.create_server((self.host, self.port), family=family, backlog=2048)
        except OSError as error:
            raise LetterError(
                f"The chat cannot listen on {self.host}:{self.port}. Choose another --port or --host."
            ) from error
        # Connections inherit it. Without it every answer waits 40 ms for the acknowledgement of its headers.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening


def guarded(site: Site, *, insecure: bool = False) -> Site:
    """The site, if it does not offer the documents to a network unasked.

    Raises:
        LetterError: other machines can reach it without a password, and `insecure` does not say that this is meant.
    """
    if site.account or insecure or site.local:
        return site
    raise LetterError(
        f"Anyone who reaches {site.host} could read the documents. Ask for a password with --auth USER:FILE, or say "
        "--insecure if that is meant."
    )
