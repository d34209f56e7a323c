"""Citations in the language of the reader."""

from index.role import Role
from index.types import Citation, Step
from qa.page.words.languages import Strings


def place(citation: Citation, strings: Strings) -> str:
    """Where in its document a passage stands: "Section 2, point 1, paragraph 17"; in Chinese 二、… › 一是 › 第17段."""
    if strings.chinese:
        steps = [citation.outline] if citation.steps else []
    else:
        steps = [step(each, strings) for each in citation.steps]
    if citation.role is not Role.BODY:
        steps.append(strings(f"role_{citation.role.value}"))
    if citation.role is not Role.HEADING:
        steps.append(strings("paragraph", number=citation.paragraph))
    joined = strings("separator").join(steps)
    return joined[0].upper() + joined[1:]


def full(citation: Citation, strings: Strings) -> str:
    """The whole address, document included, as one line to copy. Title and headings stay as the letter writes them."""
    if strings.chinese:
        return str(citation)
    document = strings("quote", title=citation.title)
    if citation.number:
        document += strings("number_of", number=citation.number)
    outline = f" [{citation.outline}]" if citation.steps else ""
    return strings("separator").join([document, place(citation, strings)]) + outline


def step(each: Step, strings: Strings) -> str:
    """A step of an address in the reader's words; a heading without a number stays as it is."""
    decimal = each.label if "." in each.label else each.number
    return strings(each.unit.value, number=decimal) if each.number else each.label
