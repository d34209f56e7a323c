"""Follow-up questions without a language model: what of the conversation a question leans on, and how much.

A follow-up keeps its own words and borrows the topic of the question before it. It is not searched for as one long
text (that lets the old question's words outvote the new ones): each question is scored by itself, and the borrowed
one counts less, by a weight that falls with how much the new question says on its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.text.folding import fold
from qa.understanding.words import content

_NEW_TOPIC = (
    r"^(?:换个?(?:话题|问题)|说说?别的|说点别的|再?问个?别的|另外(?:再)?问(?:一下|个)?|顺便问(?:一下)?|对了|不说这个了?"
    r"|by the way|another (?:question|topic)|changing the subject|on another (?:note|topic)|something else|new topic"
    r"|por cierto|aliás|par ailleurs|übrigens|кстати|ところで|그런데|nhân tiện|بالمناسبة)[，,：:。.\s—-]*"
)
_LEANING = (
    r"^(?:那|其中|其|它|他|她|这|该|此|上述|前者|后者|另一|还有|都|还|又|接下来|然后|具体|分别|里面)|呢[？?]?$"
    r"|这个|那个|它|该行|该校|该园|另一|^(?:and|what about|how about|so|then|also|which of)\b"
    r"|\b(?:it|its|they|them|their|this|that|those|these|there|he|she|the (?:other|same|latter|former))\b"
    r"|^(?:y|¿y|e|et|und|и|а|còn|và|و|では|それ|その|そこ|もう|그럼|그|다른)\b"
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
class Understood:
    """A question in its conversation: `question` without words that only change the topic, `topic` the earlier question
    that it leans on ("" for none), `weight` in [0, 1] how much that counts beside the question itself."""

    question: str
    topic: str = ""
    weight: float = 0.0

    def __str__(self) -> str:
        """For people: "隧子平台在哪里 · 面积". A topic that hardly counts is not worth telling."""
        if self.weight < TOLD_WEIGHT:
            return self.question
        return f"{_bare(self.topic)} · {_bare(self.question)}"


def understand(question: str, history: Sequence[str]) -> Understood:
    """Decide what a question borrows from the earlier questions, oldest first."""
    folded = fold(question)
    if match := re.match(_NEW_TOPIC, folded):
        return Understood(question[match.end() :].strip() or question)
    if not history:
        return Understood(question)
    leaning = bool(re.search(_LEANING, folded))
    full, enough = (LEANING_WEIGHT, LEANING_ENOUGH) if leaning else (SHORT_WEIGHT, SHORT_ENOUGH)
    weight = full * (1 - _said(folded) / enough)
    if weight <= 0:
        return Understood(question)
    before = understand(history[-1], history[:-1])
    topic = f"{before.topic} {before.question}" if before.topic else before.question
    return Understood(question, topic, weight)


def _said(folded: str) -> int:
    """How much a question says by itself: its Chinese characters, and two for each word of another script."""
    words = re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+", content(folded))
    return sum(1 if "\u4e00" <= word <= "\u9fff" else 2 for word in words)


def _bare(text: str) -> str:
    stripped = re.sub(_ASKING, "", text.strip())
    return re.sub(r"\s+", " ", re.sub(_ASKING, "", stripped)).strip() or text.strip()
