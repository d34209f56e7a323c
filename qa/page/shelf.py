"""The library as HTML: what to look for, a page of the letters found, and which of them are asked."""

from html import escape

from index.search.entry import Entry
from index.types import Field
from qa.page.hits import quiet
from qa.page.html import tag
from qa.page.languages import Strings
from qa.page.library import ORDERS, PAGE, Library, Wish
from qa.page.view import View
from qa.terminal import is_chinese


def form(view: View) -> str:
    """The search box and the filters, as the reader left them. They stay while the list below them changes."""
    strings, wish, choices = view.strings, view.wish, view.library.choices
    search = tag(
        "input",
        type="search",
        name="words",
        value=wish.words,
        placeholder=strings("search_hint"),
        aria_label=strings("search"),
        autocomplete="off",
    )
    menus = (
        _menu("issuer", strings, wish.issuer, choices.issuers)
        + _menu("year", strings, wish.year, choices.years)
        + _menu("kind", strings, wish.kind, choices.kinds)
        + _orders(strings, wish)
    )
    reset = quiet("clear_filters", strings, data_clear=True)
    title = tag("h2", escape(strings("library")))
    head = tag("div", title + reset, class_="head")
    return tag("div", head + search + tag("div", menus, class_="menus"), class_="look", role="search")


def _menu(key: str, strings: Strings, chosen: str, values: tuple[tuple[str, int], ...]) -> str:
    every = tag("option", escape(strings("all")), value="")
    options = "".join(
        tag("option", escape(f"{value} ({count})"), value=value, selected=value == chosen) for value, count in values
    )
    return _labelled(key, strings, every + options)


def _orders(strings: Strings, wish: Wish) -> str:
    options = "".join(
        tag("option", escape(strings(f"order_{order}")), value=order, selected=order == wish.order) for order in ORDERS
    )
    return _labelled("order", strings, options)


def _labelled(key: str, strings: Strings, options: str) -> str:
    return tag("label", tag("span", escape(strings(f"filter_{key}"))) + tag("select", options, name=key))


def found(view: View) -> str:
    """How many letters meet the reader's wish."""
    return view.strings("found", count=f"{len(view.library.found(view.wish)):,}")


def rows(view: View) -> str:
    """One page of the letters found, and the way to the others."""
    strings, numbers = view.strings, view.library.found(view.wish)
    page = _page(view.library, view.wish)
    first = page * PAGE
    shown = [view.library.entries[number] for number in numbers[first : first + PAGE]]
    count = tag("p", escape(found(view)), class_="count")
    nothing = "" if shown else tag("p", escape(strings("found_nothing")), class_="nothing")
    items = "".join(_row(entry, strings) for entry in shown)
    listed = tag("ol", items, class_="entries", start=first + 1) if shown else nothing
    return tag(
        "section",
        count + listed + _turning(page, len(numbers), strings),
        class_="shelf",
        tabindex=-1,
        aria_label=strings("library"),
    )


def _page(library: Library, wish: Wish) -> int:
    """The page that is shown: the last one where the list has become shorter."""
    last = max(0, (len(library.found(wish)) - 1) // PAGE)
    return min(wish.page, last)


def _row(entry: Entry, strings: Strings) -> str:
    title = entry.title
    button = tag(
        "button",
        escape(title),
        type="button",
        class_="open",
        data_open=entry.name,
        lang="zh" if is_chinese(title) else None,
    )
    sizes = [strings("passages", count=entry.passages)]
    if entry.pages:
        sizes.append(strings("pages", count=entry.pages))
    words = "".join(tag("span", escape(fact)) for fact in [*facts(entry), *sizes])
    return tag("li", button + tag("p", words, class_="facts"), class_="entry")


def facts(entry: Entry) -> list[str]:
    """What tells a letter from others of its title, in its own words."""
    issuers = [fact.value for fact in entry.metadata if fact.field is Field.ISSUER]
    return list(filter(None, [*issuers, entry.number, entry.fact(Field.DATE), entry.fact(Field.KIND)]))


def _turning(page: int, count: int, strings: Strings) -> str:
    """Buttons to the page before and the page after."""
    if count <= PAGE:
        return ""
    first, last = page * PAGE + 1, min((page + 1) * PAGE, count)
    place = tag("span", escape(strings("range", first=f"{first:,}", last=f"{last:,}", count=f"{count:,}")))
    before = quiet("previous", strings, data_page=page - 1) if page else tag("span")
    after = quiet("next", strings, data_page=page + 1) if last < count else tag("span")
    return tag("nav", before + place + after, class_="turning", aria_label=strings("turning"))


def scope(view: View) -> str:
    """Above the question: which letters it goes to, where that is not simply all of them."""
    strings, wish = view.strings, view.wish
    number = len(view.library.found(wish)) if wish.conditions else 0
    if not number and not wish.only:
        return ""
    count = f"{number:,}"
    if not wish.only:
        label = escape(strings("ask_only", count=count))
        button = tag("button", label, type="button", class_="chip", data_only="yes", aria_pressed="false")
        return tag("p", button, class_="scope")
    chosen = filter(None, [wish.words, wish.issuer, wish.year, wish.kind])
    words = strings("asking_only", chosen=" · ".join(chosen), count=count)
    return tag("p", tag("span", escape(words)) + quiet("ask_all", strings, data_only=""), class_="scope on")
