"""Question and conversation → one result that says all that was understood of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qa.understanding.documents import Scope
from qa.understanding.followup import TOLD_WEIGHT, Carried, bare, carried, without_turn
from qa.understanding.intent import FIELDS, Chances, Intent, intents
from qa.understanding.mentions import Mention, mention
from qa.understanding.places import Place, place
from qa.understanding.words import content

LIKELY = 0.5
"""The chance from which a question is taken to be after a thing."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, read once.

    `question` is as it was asked; `words` is what is left to search for, without the names of documents in it. `scope`
    says which documents it names, None if it names none. `place` is what it names of the outline, `mention` the thing
    whose mentions it asks for, `intents` the chance of each thing that it may be after, `carried` what it takes over
    from the question before it; each None where there is nothing of the kind.
    """

    question: str
    words: str
    scope: Scope | None = None
    place: Place | None = None
    mention: Mention | None = None
    carried: Carried | None = None
    intents: Chances = field(default_factory=dict)

    @property
    def told(self) -> str:
        """The question as people are told that it was understood: "隧子平台在哪里 · 面积"."""
        if self.carried and self.carried.weight >= TOLD_WEIGHT:
            return f"{bare(self.carried.topic)} · {bare(self.words)}"
        return self.question if self.scope else self.words

    def chance(self, intent: Intent) -> float:
        """The chance of one intent in [0, 1]."""
        return self.intents.get(intent, 0.0)

    @property
    def of_one_document(self) -> bool:
        """Whether it asks for what only one document at a time has, and for nothing besides: a place, a count, a
        fact."""
        placed = self.place is not None and not content(self.place.rest)
        return placed or self.after_fact

    @property
    def names_a_document(self) -> bool:
        """Whether it names one itself: the scope may also be that of the conversation."""
        return self.scope is not None and self.scope.rest != self.question

    @property
    def after_fact(self) -> bool:
        """Whether it is likely after a fact about a document."""
        return self.fact is not None and self.intents[self.fact] >= LIKELY

    @property
    def fact(self) -> Intent | None:
        """The fact about a document that it is likeliest after; None if something else is likelier."""
        best = max(self.intents, key=self.intents.__getitem__, default=None)
        return best if best in FIELDS else None


def understand(question: str, history: Sequence[str] = (), scope: Scope | None = None) -> Understood:
    """Read a question in its conversation, earlier questions oldest first; `scope` is what it names of the collection.

    A question that names a place of the outline, or asks for mentions, stands alone. So does one that names a document
    or is after a fact about one, unless its words point back.
    """
    words, turned = without_turn(scope.rest if scope else question)
    named = place(words)
    thing = mention(words)
    alone = turned or bool(thing) or bool(named and named.steps)
    leaning = None if alone or not history else carried(words, history[-1])
    understood = Understood(question, words, scope, named, thing, leaning, intents(words))
    if leaning and not leaning.leaning and (understood.names_a_document or understood.after_fact):
        return replace(understood, carried=None)
    return understood
