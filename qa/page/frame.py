"""What stands around the conversation: the header with the language menu, and the panel that holds the letter."""

from html import escape

from qa.page.document import render_letter
from qa.page.html import tag
from qa.page.languages import LANGUAGES, Strings
from qa.page.view import View


def header(strings: Strings) -> str:
    """The page's name and the language menu."""
    options = "".join(
        tag("option", escape(name), value=language, lang=language, selected=language == strings.language)
        for language, name in LANGUAGES.items()
    )
    menu = tag("select", options, name="language")
    label = tag("label", tag("span", escape(strings("language"))) + menu, class_="language")
    return tag("header", tag("h1", escape(strings("page_title"))) + label, lang=strings.language)


def reader(shown: str, view: View) -> str:
    """The panel with the document of the name `shown`, and a menu if there are more. On a phone it folds away.

    Its data hold the words that the page's script needs.
    """
    strings = view.strings
    words = {f"data_{key}": strings(key) for key in ("back", "close", "copy_citation", "copied", "copy_failed")}
    summary = tag("summary", escape(strings("letter")))
    content = _menu(shown, view) + render_letter(view.documents[shown], strings)
    pages = tag("div", content, class_="pages", tabindex=0, role="region", aria_label=strings("letter"))
    return tag("details", summary + pages, class_="reader", data_document=shown, **words)


def _menu(shown: str, view: View) -> str:
    if len(view.documents) == 1:
        return ""
    options = "".join(
        tag("option", escape(document.title), value=name, selected=name == shown)
        for name, document in view.documents.items()
    )
    label = tag("span", escape(view.strings("document")))
    return tag("label", label + tag("select", options, name="document"), class_="documents")
