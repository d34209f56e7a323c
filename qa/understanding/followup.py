"""Follow-up questions without a language model: how much a question leans on the one before it.

A follow-up keeps its own words and borrows two things: the words of the last question, and the place of its answer (the
focus). It is not searched for as one long text (that lets the old question's words outvote the new ones): each question
is scored by itself, and the borrowed one counts less, by a weight that falls with how much the new question says on its
own. Only the last question lends its words; what it leaned on itself is in its answer's place, so that chains do not
pile up.
"""

import re
from dataclasses import dataclass

from index.text.folding import fold
from qa.understanding.words import content, ends

_NEW_TOPIC = (
    r"^(?:换个?(?:话题|问题)|说说?别的|(?:说|谈|聊|问)点?别的|再?问个?别的|另外(?:再)?问(?:一下|个)?|顺便问(?:一下)?|对了|不说这个了?"
    r"|by the way|another (?:question|topic)|changing the subject|on another (?:note|topic)|something else|new topic"
    r"|por cierto|aliás|par ailleurs|übrigens|кстати|ところで|그런데|nhân tiện|بالمناسبة)[，,、：:。.\s—-]*"
)
_OPENING = (
    r"^(?:那(?!曲|坡|些年|达慕)|其中|其(?!他|它|余|实|次)|它|他(?!国|乡|人)|她"
    r"|这(?!封|份|篇|个?文件|个?通知|次|座城|些年|几年|两年|一年)|该(?!函|文件|通知|条例|办法|报告|如何|怎)|此(?!外|函|件|次|前|后)"
    r"|上述|前者|后者|另一(?!方)|还有(?!哪些地)|都(?!市|城|匀|江|安|昌|会区)|还(?!款|贷|本|债|建|迁|原|田|清)"
    r"|又(?!一城)|接下来|然后|分别|里面)"
)
"""Chinese words that point back where they open a question, if they are words of their own there: not in 还款."""

_LEANING = (
    r"呢[？?]?$|那个|它"
    r"|^(?:and|what about|how about|so|then|also|which of (?:these|those|them))\b(?!-)"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )\bthere(?!\w)(?=\W*$)"
    r"|\b(?:it(?! (?:\w+ ){1,2}(?:to|that)\b)|they|them|those(?! who)|these(?! days)|he|she|that one|this one"
    r"|the (?:other|same|latter|former)(?: ones?)?)\b"
    r"|\b(?:does|did|is|was|has|will|of|for|about|after|before|on|from|by|at|in) (?:that|this)(?=\W|$)"
    r"(?! (?:letter|document|reply|year|month|notice|report|regulation|law|text|paper|city|county|answer))"
    r"|^(?:¿?y|e|et|und|и|а|còn|và|و)\b(?!-)|^(?:では(?!の)|それ(?!ぞれ)|その(?!他)|そこ|もう(?!一つの))"
    r"|^(?:그럼|그(?=\s)|그것|그들|그곳|거기|다른 (?:것|하나|건))"
    r"|^و(?:ماذا|كم|أين|متى|كيف|من|لماذا|هل|ما)\b"
    r"|\b(?:ellos|ellas|eles|elas|ils|elles|eux|celui-ci|dessen|davon|dafür|этого|этом|него|нее|них|nó|chúng)\b"
)
_POSSESSIVE = r"\b(?:its|their|his|her|sus?|seus?|suas?|leurs?|ihre?|deren|seine?|их|его|её|ее)\b"
"""These point back to what was asked before, or to something that the question itself names before them."""

_ASKING = (
    r"[？?！!。.，,¿¡؟]+|呢$|吗$|^那么?|^请问|是?多少(?:钱)?$|是什么$|是谁$|有(?:多少|几个|哪些)$"
    r"|^(?:and|what about|how about|so|then|y|e|et|und|и|а|còn)\b"
)

TOLD_WEIGHT = 0.1
LEANING_WEIGHT = 1.0
SHORT_WEIGHT = 0.5
LEANING_ENOUGH = 14
POSSESSIVE_ENOUGH = 10
SHORT_ENOUGH = 6
"""A question that says this much itself borrows nothing: Chinese characters; a word of another script counts two, a
long one as many as it has fives of letters."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a question takes over from the conversation: the words of the question before it, and in (0, 1] how much
    they count beside its own. `leaning` tells that its words point back; else it is only short."""

    topic: str
    weight: float
    leaning: bool


def without_turn(question: str) -> tuple[str, bool]:
    """A question without the words that change the topic, and whether it had such."""
    match = re.match(_NEW_TOPIC, fold(question))
    return (question[match.end() :].strip() or question, True) if match else (question, False)


def carried(question: str, before: str) -> Carried | None:
    """What a question borrows from the one before it, "" if there is none; None if nothing."""
    if not before:
        return None
    folded = fold(question)
    full, enough = _leaning(folded)
    weight = full * (1 - _said(folded) / enough)
    if weight <= 0:
        return None
    return Carried(without_turn(before)[0], weight, full == LEANING_WEIGHT)


def _leaning(folded: str) -> tuple[float, int]:
    """What a question that says nothing itself would borrow, and how much it must say to borrow nothing."""
    opening = re.match(_OPENING, folded)
    if re.search(_LEANING, folded) or (opening and opening.end() in (*ends(folded), len(folded))):
        return LEANING_WEIGHT, LEANING_ENOUGH
    if possessive := re.search(_POSSESSIVE, folded):
        inner = content(folded[: possessive.start()])
        return LEANING_WEIGHT, POSSESSIVE_ENOUGH if inner else LEANING_ENOUGH
    return SHORT_WEIGHT, SHORT_ENOUGH


def _said(folded: str) -> int:
    """How much a question says by itself: its Chinese characters, and two or more for each word of another script."""
    words = re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+", content(folded))
    return sum(1 if "\u4e00" <= word <= "\u9fff" else max(2, len(word) // 5) for word in words)


def bare(text: str) -> str:
    """A question in a few words, for people: "隧子平台在哪里"."""
    stripped = re.sub(_ASKING, "", text.strip(), flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", re.sub(_ASKING, "", stripped.strip(), flags=re.IGNORECASE)).strip() or text.strip()
