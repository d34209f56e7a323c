"""A question that names documents goes to them: by number, title, issuer or year.

"第2023168号建议的答复里贷款余额多少" is about one letter, "市商务局怎么答复" about a bureau's letters. Issuers and
years count only where the question speaks of what was written: of what a bureau did, other bureaus' letters may tell.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.search.index import Index
from index.text.folding import fold
from index.types import Field, Span
from qa.understanding.words import content

_HAN = "\u4e00-\u9fff"
_LETTERS = (
    "答复函|答复意见|答复|复函|回复|回函|公函|函件|函(?![授数])|通知(?![栏单])|公告(?!栏)|通告|意见(?!箱)|决定(?![性权])|批复"
    "|报告(?![厅会])|文件(?![柜夹袋])|来信|信(?![号访息用贷托任念心箱封])"
)
_PROPOSALS = "代表建议|建议|提案|议案"
_INSIDE = "里面|里头|里|之中|当中|中"
_TAIL = rf"(?:{_PROPOSALS})?(?:的?(?:{_LETTERS}))?(?:{_INSIDE})?[，,：:、]?"
"""What follows the name of a document and belongs to it: 建议的答复里， after 第2023168号."""

_NUMBER = re.compile(
    rf"(?P<head>[{_HAN}]{{0,12}})[〔\[【(]?(?P<year>(?:19|20)\d\d)[〕\]】)]?第?(?P<serial>\d{{1,5}})号{_TAIL}"
)
_PROPOSAL = re.compile(
    rf"(?:(?:第|{_PROPOSALS})+(?P<long>\d{{5,10}})(?!\d)号?"
    rf"|(?<!\d)(?P<bare>\d{{5,10}})(?=号|的?(?:{_LETTERS})|{_PROPOSALS})号?){_TAIL}"
    rf"|第(?P<short>\d{{1,4}})号(?={_PROPOSALS}){_TAIL}"
    r"|\b(?:proposal|suggestion|number|no\.?)\s*#?(?P<english>\d{3,10})(?!\d)"
)
_IN_TITLE = re.compile(r"\d{5,10}|(?<=第)\d{1,4}(?=号)")
_QUOTED = re.compile(rf"《(?P<title>[^《》]{{4,120}})》{_TAIL}")

_YEAR = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?:(?P<month>1[0-2]|0?[1-9])月)?份?(?=的|发|印发|发布|出台|下发)"
    rf"(?:的|发的|印发的|发布的|出台的|下发的)(?:[{_HAN}]{{2,14}}(?:局|厅|委|办|院|府)的)?(?:{_LETTERS})(?:{_INSIDE})?[，,]?"
    r"|\b(?:letters?|replies|reply|notices?|documents?|rules) (?:of|from|in|dated|issued in|written in) "
    r"(?P<english>(?:19|20)\d\d)\b"
)

_PLACE = re.compile("^(?:[^省市县区州]{1,8}(?:特别行政区|自治区|自治州|自治县|省|市|州|县|区))+")
_BEFORE_SHORT = rf"(?:^|[^{_HAN}]|[我本请问由据按照看和与及从年月])$"
"""What may stand before a short name: in 惠州市商务局, 市商务局 is not one."""
_SAYS = (
    r"^[^，。？?]{0,24}?(?:怎么|如何|怎样|是怎么|是如何)(?:说(?!服|法)|讲(?!究)|看(?![待守护管])|答复|回复|回应|回答|表示|解释)"
    r"|^(?:又|都|在信里)?(?:说|讲|答复|回复|回应)了?(?:什么|啥|哪些)"
    rf"|^(?:的|发的|印发的|发布的|出台的|下发的)(?:[^，。？?]{{0,16}}的)?(?:{_LETTERS})"
    r"|^\W{0,3}(?:say|says|said|write|writes|reply|replied|answer|answered)\b"
)
_BY = r"\b(?:letters?|reply|replies|notices?|documents?) (?:of|from|by) (?:the )?$"

_SPACES = re.compile(rf"(?<=[{_HAN}〕])\s+|\s+(?=[{_HAN}〔])")
_BARE = 8
"""Characters of a title that is known without 《》: shorter ones may be words of everyday language."""
_TELLING = 3
"""More letters than this that speak of one proposal, and it is no name of any."""

Documents = frozenset[int]
Found = tuple[Documents, Span]
"""Documents, and the characters of the question that name them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents, by their numbers in `entries`, that a question is about. `names` tells people which: documents by
    name, issuers, a year or month. `rest` is the question without the words that named them."""

    documents: Documents
    names: tuple[str, ...]
    rest: str


class Names:
    """By what the documents of an index can be named: read off once, used for every question."""

    def __init__(self, index: Index) -> None:
        self._index = index
        entries = index.entries
        self._titles = _sorted_by(_folded([entry.fact(Field.TITLE) or entry.title for entry in entries]))
        self._numbers: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        for at, number in enumerate(_folded([entry.number for entry in entries])):
            if match := _NUMBER.search(_SPACES.sub("", number)):
                self._numbers[match["year"], match["serial"]].append((match["head"], at))
        self._proposals: dict[str, set[int]] = defaultdict(set)
        for title, documents in self._titles.items():
            for number in _IN_TITLE.findall(title):
                self._proposals[number] |= documents
        self._dates = [entry.fact(Field.DATE) for entry in entries]
        self._issuers: dict[str, set[int]] = defaultdict(set)
        for at, entry in enumerate(entries):
            for fact in entry.metadata:
                if fact.field is Field.ISSUER:
                    self._issuers[fact.value].add(at)
        self._short: dict[str, set[str]] = defaultdict(set)
        for name, folded in zip(self._issuers, _folded(self._issuers), strict=True):
            for form in _forms(folded):
                self._short[form].add(name)
        self._forms = sorted(self._short, key=lambda form: (-len(form), form))

    def scope(self, question: str, among: Documents | None = None) -> Scope | None:
        """The documents that a question names, of those it is asked `among`; None if it names none. Where it names all
        there are, nobody need be told."""
        asked = _SPACES.sub("", question)
        folded = fold(asked)
        asked = asked if len(asked) == len(folded) else folded
        everything = among if among is not None else frozenset(range(len(self._index.entries)))
        named = [(documents & everything, span) for documents, span in self._named(folded)]
        found = frozenset[int]().union(*(documents for documents, _ in named)) or everything
        spans = [span for documents, span in named if documents]
        labels = []
        for documents, span, label in [*self._issued(folded), *self._dated(folded)]:
            if documents & found:
                found &= documents
                spans.append(span)
                labels.append(label)
        one_by_one = any(documents for documents, _ in named)
        if found == everything and not one_by_one:
            return None
        names = [self._index.entries[at].name for at in sorted(found)] if one_by_one else labels
        names = [] if found == everything else names
        rest = _without(asked, spans)
        return Scope(found, tuple(names), rest if content(rest) else question)

    def _named(self, asked: str) -> Iterator[Found]:
        """Documents that are named one by one."""
        for match in _QUOTED.finditer(asked):
            yield self._titled(match["title"]), match.span()
        for match in _NUMBER.finditer(asked):
            known = [
                (len(head), at)
                for head, at in self._numbers.get((match["year"], match["serial"]), ())
                if not match["head"] or match["head"].endswith(head)
            ]
            longest = max((length for length, _ in known), default=0) if match["head"] else 0
            documents = frozenset(at for length, at in known if length >= longest)
            yield documents, (match.end("head") - longest, match.end())
        for match in _PROPOSAL.finditer(asked):
            number = match["long"] or match["bare"] or match["short"] or match["english"]
            yield frozenset(self._proposals.get(number, ())), match.span()
        for title, titled in self._titles.items():
            if len(title) >= _BARE and title in asked:
                start = asked.index(title)
                yield frozenset(titled), (start, start + len(title))

    def _titled(self, title: str) -> Documents:
        """Documents of a title; or whose title has these words; or the replies to a proposal of this title."""
        if exact := self._titles.get(title):
            return frozenset(exact)
        partly = [documents for known, documents in self._titles.items() if title in known]
        return frozenset[int]().union(*partly) if partly else self._answering(title)

    def _answering(self, title: str) -> Documents:
        """The letters that speak of a proposal, if they are so few that it can be told which answers it."""
        if not re.search(rf"(?:{_PROPOSALS})$", title):
            return frozenset()
        rows = self._index.matching(*self._index.lexicon.weights(title), 20)
        passages = [self._index.passage(row) for row in rows.tolist()]
        telling = {
            self._index.numbers[passage.document] for passage in passages if f"《{title}》" in _flat(passage.text)
        }
        return frozenset(telling) if len(telling) <= _TELLING else frozenset()

    def _issued(self, asked: str) -> Iterator[tuple[Documents, Span, str]]:
        """The letters of a body that the question asks to speak."""
        for form in self._forms:
            start = asked.find(form)
            if start < 0:
                continue
            names = sorted(self._short[form])
            whole = any(fold(name) == form for name in names)
            said = re.match(_SAYS, asked[start + len(form) :]) or re.search(_BY, asked[:start])
            if said and (whole or re.search(_BEFORE_SHORT, asked[:start])):
                documents = frozenset[int]().union(*(self._issuers[name] for name in names))
                yield documents, (start, start + len(form)), "、".join(names)
                return

    def _dated(self, asked: str) -> Iterator[tuple[Documents, Span, str]]:
        """The letters of a year or month."""
        if match := _YEAR.search(asked):
            day = match["year"] or match["english"]
            day += f"-{int(match['month']):02d}" if match["month"] else ""
            yield frozenset(at for at, date in enumerate(self._dates) if date.startswith(day)), match.span(), day


def _forms(issuer: str) -> Iterator[str]:
    """An issuer's name, and the names it goes by at home: 中山市商务局, 市商务局, 商务局."""
    yield issuer
    if (place := _PLACE.match(issuer)) and len(issuer) - place.end() >= 2:
        yield issuer[place.end() - 1 :]
        yield issuer[place.end() :]


def _folded(texts: Iterable[str]) -> list[str]:
    """All texts folded at once, which is much faster than one by one, without line breaks."""
    lines = [text.replace("\n", "") for text in texts]
    return fold("\n".join(lines)).split("\n") if lines else []


def _flat(text: str) -> str:
    return "".join(fold(text).split())


def _sorted_by(titles: list[str]) -> dict[str, set[int]]:
    documents: dict[str, set[int]] = defaultdict(set)
    for at, title in enumerate(titles):
        if title:
            documents[title].add(at)
    return dict(documents)


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text without some of its characters; Latin words stay apart."""
    left = list(text)
    for start, end in spans:
        left[start:end] = [" "] * (end - start)
    return re.sub(rf"(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])", "", re.sub(r"\s+", " ", "".join(left))).strip(" ，,：:、")
