"""Messages → text, piece by piece, by any endpoint that speaks the OpenAI protocol. Only this file imports `openai`."""

import ipaddress
import os
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from index.errors import LetterError

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

KEY = "QA_LLM_KEY"
"""The environment variable that holds the key of an endpoint that wants one. It is no option: those are seen by all."""

_RETRIES = 2
"""Tries after the first for an endpoint that is busy or out of reach; the library waits longer before each."""

_TEMPERATURE = 0.0
"""What is asked for is what the passages say, and nothing that varies."""

_LONGEST = 20_000
"""Characters. A model that repeats itself has no end of its own."""

Message = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Client:
    """A language model at an endpoint.

    Args:
        url: the address before "/chat/completions", as in http://127.0.0.1:11434/v1.
        model: its name there.
        key: what the endpoint asks for, "" for none.
        silence: seconds without a sign of the endpoint until it counts as dead.
        patience: seconds for the whole of a text.

    Raises:
        LetterError: the URL is none, or the model has no name.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    silence: float = 60.0
    patience: float = 300.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise LetterError(
                f"{self.url!r} is no address of a language model. Give one such as http://127.0.0.1:11434/v1."
            )
        if not self.model.strip():
            raise LetterError("The language model has no name. Add --llm-model NAME.")

    @classmethod
    def configured(cls, url: str, model: str | None) -> "Client":
        """From the options of the command line; the key comes from the environment.

        Raises:
            LetterError: as the class does.
        """
        return cls(url, model or "", os.environ.get(KEY, ""))

    @property
    def host(self) -> str:
        """The machine that the passages go to, by its name."""
        return urlsplit(self.url).hostname or ""

    @property
    def local(self) -> bool:
        """Whether that is this machine: only then the passages do not leave it."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """The text as it comes. Closing the iterator hangs up, and the endpoint may stop.

        Raises:
            LetterError: the library is missing, or the endpoint is dead, too slow, refuses, or answers with something
                else than the protocol.
        """
        try:
            import openai
        except ImportError as error:
            raise LetterError(
                f"A language model needs a package that is missing ({error.name}). Install ask-the-letter[llm]."
            ) from error

        until = time.monotonic() + self.patience
        length = 0
        try:
            with (
                openai.OpenAI(
                    base_url=self.url, api_key=self.key or "none", timeout=self.silence, max_retries=_RETRIES
                ) as client,
                client.chat.completions.create(
                    model=self.model,
                    messages=cast("list[ChatCompletionMessageParam]", messages),
                    temperature=_TEMPERATURE,
                    stream=True,
                ) as chunks,
            ):
                for chunk in chunks:
                    piece = chunk.choices[0].delta.content if chunk.choices else None
                    if piece:
                        length += len(piece)
                        yield piece
                    if time.monotonic() > until or length > _LONGEST:
                        raise LetterError(f"{self._who} did not come to an end. Try again, or another model.")
        except openai.APITimeoutError as error:
            raise LetterError(f"{self._who} did not answer in {self.silence:.0f} seconds. Try again later.") from error
        except openai.APIConnectionError as error:
            raise LetterError(f"{self._who} cannot be reached. Check the address, and that it runs.") from error
        except openai.APIStatusError as error:
            raise LetterError(
                f"{self._who} refused (HTTP {error.status_code}). {_remedy(error.status_code)}"
            ) from error
        except (openai.OpenAIError, ValueError, AttributeError, TypeError, LookupError) as error:
            raise LetterError(f"{self._who} sent something else than an answer. Check the address.") from error
        except OSError as error:  # The library lets what its transport raises in the midst of a stream through.
            raise LetterError(f"{self._who} broke off. Try again.") from error

    @property
    def _who(self) -> str:
        return f"The language model {self.model!r} at {self.host}"


def _remedy(status: int) -> str:
    if status in (401, 403):
        return f"Put its key into the environment variable {KEY}."
    if status == 404:
        return "Check the address and the model's name."
    return "Try again later."
