"""What stands around the conversation: the header with the language menu, and the panel beside it: the letter,
or the library."""

from html import escape

from qa.page.document import render_letter
from qa.page.hits import quiet
from qa.page.html import tag
from qa.page.languages import LANGUAGES, Strings
from qa.page.shelf import form
from qa.page.view import Shown, View


def header(strings: Strings) -> str:
    """The page's name and the language menu."""
    options = "".join(
        tag("option", escape(name), value=language, lang=language, selected=language == strings.language)
        for language, name in LANGUAGES.items()
    )
    menu = tag("select", options, name="language")
    label = tag("label", tag("span", escape(strings("language"))) + menu, class_="language")
    return tag("header", tag("h1", escape(strings("page_title"))) + label, lang=strings.language)


def reader(shown: Shown, view: View) -> str:
    """The panel with a document, or with what to look for in the library. On a phone it folds away.

    Its data hold the words that the page's script needs.
    """
    strings = view.strings
    keys = ("back", "close", "copy_citation", "copied", "copy_failed", "changed")
    words = {f"data_{key}": strings(key) for key in keys}
    if shown.name:
        summary, content = strings("letter"), _letter(shown, view)
    else:
        summary, content = f"{strings('library')} · {len(view.library.entries):,}", form(view)
    folded = tag("summary", escape(summary))
    kind = "reader in-archive" if view.library.archive else "reader"
    return tag("details", folded + content, class_=kind, data_document=shown.name, **words)


def _letter(shown: Shown, view: View) -> str:
    strings = view.strings
    back = (
        tag("p", quiet("to_library", strings, data_library=True), class_="to-library") if view.library.archive else ""
    )
    content = back + render_letter(view.library.document(shown.name), strings)
    return tag("div", content, class_="pages", tabindex=0, role="region", aria_label=strings("letter"))
