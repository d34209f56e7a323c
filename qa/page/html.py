"""Text → HTML. Whatever comes from a letter or a person goes through here."""

from collections.abc import Sequence
from html import escape

from index.types import Span
from qa.page.figures import Shown


def tag(name: str, content: str = "", /, **attributes: str | int | bool | None) -> str:
    """An element around `content`, which is HTML already. Attribute values are escaped; None and False leave one out.

    A trailing underscore is dropped and others become hyphens: `class_="hit"`, `data_paragraph=3`.
    """
    words = [name]
    for key, value in attributes.items():
        label = key.rstrip("_").replace("_", "-")
        if value is True:
            words.append(label)
        elif value is not None and value is not False:
            words.append(f'{label}="{escape(str(value))}"')
    return f"<{' '.join(words)}>{content}</{name}>"


def anchor(ranges: Sequence[Span]) -> str:
    """The id of the element that shows a passage or heading in the letter panel, which shows one document at a time."""
    return f"at-{ranges[0][0]}"


def marked(text: str, spans: Sequence[Span], figures: Sequence[Shown] = (), within: Span | None = None) -> str:
    """`text`, or the part of it `within` a span, as HTML: `spans` in <mark>, `figures` inside those in <strong>."""
    first, last = within or (0, len(text))
    pieces = []
    position = first
    for start, end in spans:
        inside = [figure for figure in figures if start <= figure.span[0] and figure.span[1] <= end]
        pieces += [escape(text[position:start]), tag("mark", _strong(text, (start, end), inside))]
        position = end
    return "".join([*pieces, escape(text[position:last])])


def _strong(text: str, within: Span, figures: Sequence[Shown]) -> str:
    pieces = []
    position, last = within
    for figure in figures:
        start, end = figure.span
        strong = tag("strong", escape(text[start:end]), class_="figure", title=figure.meaning or None)
        pieces += [escape(text[position:start]), strong]
        position = end
    return "".join([*pieces, escape(text[position:last])])
