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
from qa.understanding.words import content

_NEW_TOPIC = (
    r"^(?:换个?(?:话题|问题)|说说?别的|说点别的|再?问个?别的|另外(?:再)?问(?:一下|个)?|顺便问(?:一下)?|对了|不说这个了?"
    r"|by the way|another (?:question|topic)|changing the subject|on another (?:note|topic)|something else|new topic"
    r"|por cierto|aliás|par ailleurs|übrigens|кстати|ところで|그런데|nhân tiện|بالمناسبة)[，,：:。.\s—-]*"
)
_LEANING = (
    r"^(?:那(?!曲|些年|达慕)|其中|其(?!他|它|余|中)|它|他|她|这(?!封|份|篇|个?文件|个?通知|次答复|座城)|该(?!函|文件|通知|条例|办法|报告|如何|怎)|此(?!外|函|件)|上述|前者|后者|另一|还有(?!哪些地)|都(?!市|匀|江|安|昌|会区)"
    r"|还(?!款|贷|本|债|建|迁|原|田)|又(?!一城)|接下来|然后|分别|里面)|呢[？?]?$"
    r"|那个|它|^(?:and|what about|how about|so|then|also|which of (?:these|those|them))\b"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )\bthere(?!\w)(?=\W*$)"
    r"|\b(?:it|its|they|them|their|those|these|he|she|his|her|the (?:other|same|latter|former)(?: ones?)?|that one|this one)\b"
    r"|\b(?:does|did|is|was|has|will|of|for|about|after|before|on|from|by|at|in) (?:that|this)(?=\W|$)(?! (?:letter|document|reply|year|month|notice|report|regulation|law|text|paper|city|county|answer))"
    r"|^(?:y|¿y|e|et|und|и|а|còn|và|و|では|それ|その|そこ|もう|그럼|그(?=\s)|다른|그럼)\b"
    r"|\b(?:ellos|ellas|eles|elas|ils|elles|eux|celui-ci|deren|dessen|davon|dafür|их|этого|этом|него|нее|nó|chúng)\b"
)
_ASKING = (
    r"[？?！!。.，,¿¡؟]+|呢$|吗$|^那么?|^请问|是?多少(?:钱)?$|是什么$|是谁$|有(?:多少|几个|哪些)$"
    r"|^(?:and|what about|how about|so|then)\b"
)

TOLD_WEIGHT = 0.1
LEANING_WEIGHT = 0.8
SHORT_WEIGHT = 0.5
LEANING_ENOUGH = 14
SHORT_ENOUGH = 6
"""A question that says this much itself (Chinese characters; a word of another script counts two) borrows nothing."""


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
    leaning = bool(re.search(_LEANING, folded))
    full, enough = (LEANING_WEIGHT, LEANING_ENOUGH) if leaning else (SHORT_WEIGHT, SHORT_ENOUGH)
    weight = full * (1 - _said(folded) / enough)
    if weight <= 0:
        return None
    return Carried(without_turn(before)[0], weight, leaning)


def _said(folded: str) -> int:
    """How much a question says by itself: its Chinese characters, and two for each word of another script."""
    words = re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+", content(folded))
    return sum(1 if "\u4e00" <= word <= "\u9fff" else 2 for word in words)


def bare(text: str) -> str:
    """A question in a few words, for people: "隧子平台在哪里"."""
    stripped = re.sub(_ASKING, "", text.strip())
    return re.sub(r"\s+", " ", re.sub(_ASKING, "", stripped)).strip() or text.strip()
