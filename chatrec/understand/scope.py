"""Who says what of what: the stance of each thing a message names.

A cue sets the stance of what follows until the clause ends (`no`, `loved`), of the next thing
only (`not too`), or of what came before (`is fine`, `isn't my thing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chatrec.understand import ahead, backward
from chatrec.understand.ahead import closing, goes_on, meant, measured, titled
from chatrec.understand.behind import Past, blames, judged, noted, trailed
from chatrec.understand.meaning import (
    Amount,
    Comparison,
    Cue,
    Meaning,
    Person,
    Span,
    Titles,
    Unknown,
    Word,
)
from chatrec.understand.stance import STANCES, Link, Said, Stance, alike, suited
from chatrec.understand.tokens import is_han

_ENDS = frozenset(".!?;\n—")


def stances(spans: Sequence[Span], said: Sequence[str]) -> list[Said]:
    """Everything that the spans name, in order, each with its stance."""
    walk = _Walk(said)
    for n, span in enumerate(spans):
        if isinstance(span.meaning, Cue):
            after = n + 1 + (said[span.end : span.end + 1] == ['"'])
            following = spans[after] if after < len(spans) else None
            walk.cue(span, span.meaning, following, closing(spans, n, said))
        elif isinstance(span.meaning, Word):
            walk.word(span)
        else:
            walk.thing(span, span.meaning)
    return backward.listed_by_or(walk.past.found)


class _Walk:
    """The state of one pass over a message."""

    def __init__(self, said: Sequence[str]) -> None:
        self.past = Past(said)
        self._said = said
        self._compared, self._greeted, self._repaired = False, 0, 0
        self._reset()

    def _reset(self, stance: Stance = "want", at: int = -1) -> None:
        self._stance: Stance = stance
        self._cue, self._cue_end = at, -1
        self._once = False
        self._link: Link = ""
        self._role = ""
        self._either = self._must = False
        self._things = 0

    def word(self, span: Span) -> None:
        word = self._said[span.start]
        if self._once and not self._things and not word.isalnum():
            self._reset()
        if word in _ENDS:
            self._end_clause(word)
        elif word in (",", ":") and self._answers(span):
            self._reset()
            self._link = ","
        elif word == ",":
            self._link, self._role = ",", self._role if self._link else ""
            if self._once and self._things:
                self._reset()
                self._link = ","
        elif word in ("、", "/"):
            self._link = "or" if word == "/" else "、"
        elif word in ("a", "an") and self._link in (",", "and") and self._things:
            self._reset()
        elif (
            word == "as" and self.past.found and isinstance(self.past.found[-1].meaning, Comparison)
        ):
            self._take("than", span)  # `not as long as Heat`
        elif word.isalnum():
            self._plain(span)

    def _end_clause(self, mark: str) -> None:
        """An opinion may follow what was asked: `Titanic? No thanks.`"""
        self._reset()
        if mark not in (";", "?"):
            self.past.before = -1
        elif backward.last_thing(self.past.found, self.past.clause) >= 0:
            self.past.before = self.past.clause
        self.past.clause, self._compared = len(self.past.found), False

    def _answers(self, mark: Span) -> bool:
        """`No, the other one` refuses nothing, `I don't care which, with Pitt` lifts nothing."""
        lone = self._stance == "lift" or [*self._said[self._cue : mark.start]] == ["no"]
        return lone and self._cue_end == mark.start

    def _plain(self, span: Span) -> None:
        """A word that is no known thing. A refusal does not reach it past a comma or an "and"."""
        if self._stance in ("refuse", "less") and self._link in (",", "、", "and") and self._things:
            self._reset()
        self.past.found.append(self._say(span, span.meaning))

    def thing(self, span: Span, meaning: Meaning) -> None:
        if self._ends_before(meaning):
            link: Link = self._link
            role = self._role if isinstance(meaning, Person) else ""
            self._reset()
            self._link, self._role = link, role
        if self._stance == "than" and not isinstance(meaning, Titles | Unknown):
            self._reset()
        one = self._say(span, meaning)
        if one.stance == "want" and backward.spoken_of(span, self._said):
            one = replace(one, stance="told")
        if isinstance(meaning, Titles):
            backward.owned(self.past.found, span, self._said)
        self.past.found.append(backward.repaired(self.past.found, self._repaired, one))
        self._things += 1
        self._link = ""
        if self._once or (self._stance == "refuse" and isinstance(meaning, Amount | Comparison)):
            self._once = True
        if isinstance(meaning, Comparison):
            self._compared = False
        if self._stance in ("than", "any"):
            self._compared = self._stance == "than" and is_han(self._said[span.start])
            self._reset()

    def _ends_before(self, meaning: Meaning) -> bool:
        """Whether the scope of the stance is over before this thing."""
        if not self._things:
            return False
        at = backward.last_thing(self.past.found, self.past.clause)
        apart = not alike(self.past.found[at].meaning if at >= 0 else None, meaning, self._stance)
        if self._link in ("or", "nor"):
            return self._stance in ("like", "similar", "seen") and apart
        return self._once or (bool(self._link) and apart)

    def _say(self, span: Span, meaning: Meaning) -> Said:
        start = self._cue if self._cue >= 0 else span.start
        stance = suited(self._stance, meaning, self._compared, self._things)
        return Said(
            meaning, stance, span.start, span.end, start, self._link, self._role, self._either,
            self._must and stance == "want",
        )  # fmt: skip

    def cue(self, span: Span, cue: Cue, following: Span | None, closes: bool) -> None:
        if judged(self.past, span, cue, following, closes=closes):
            self._reset()
            if cue.has("told_next"):
                self._take("told", span, once=True)
        elif trailed(self.past, span, cue, following):
            pass
        elif not noted(self.past, span, cue) and not self._casts(cue, following):
            self._steer(span, cue, following)
        if cue.has("chat", "filler"):
            self._greeted = span.end
        if cue.has("retract"):
            self.past.found = [replace(one, stance="told") for one in self.past.found]
        if cue.has("repair"):
            self._repaired = len(self.past.found)

    def _casts(self, cue: Cue, following: Span | None) -> bool:
        """Whether the cue only says in which role a person is meant: `by`, `starring`."""
        person = following is not None and isinstance(following.meaning, Person)
        if not person or not cue.has("director", "cast", "person"):
            return False
        self._role = "directors" if cue.has("director") else "cast" if cue.has("cast") else ""
        if cue.has(*STANCES, "refuse_next"):
            return False
        if cue.has("and"):
            self._join(cue)
        return True

    def _steer(self, span: Span, cue: Cue, following: Span | None) -> None:
        if (comparison := measured(cue)) is not None and titled(following):
            self._dated(span, cue, comparison)
        elif (taken := ahead.taken(cue, following, self._said)) is not None:
            self._take(taken[0], span, once=taken[1])
        elif (opens := ahead.opening(cue)) is not None and self._opening(span):
            self._take(opens[0], span, once=opens[1])
        elif cue.has("nor") and self._stance != "refuse":
            self._take("refuse", span)
        elif cue.has("and", "or", "nor", "either") and not cue.has("refuse", "refuse_next"):
            self._join(cue)
        elif cue.has("refuse_next") and not cue.has("refuse"):
            self._take("told" if blames(self.past, span) else "refuse", span, once=True)
        elif cue.has("more") and self._stance == "less" and self._things:
            self._take("want", span)
        elif cue.has("break") and not cue.has(*STANCES):
            self._reset()
            self.past.clause = len(self.past.found)
        elif ahead.goes_on_refusing(self._said[span.start], following, self._stance, self._link):
            self._link = "nor"
        else:
            wide = self.past.before >= 0 and not cue.has("refuse")
            since = self.past.before if wide else self.past.clause
            stance = meant(cue, following, excepting=backward.refused(self.past.found, since))
            if stance is not None and not self._carries_on(stance, span):
                self._take(stance, span)
            self._must = self._must or (stance == "want" and cue.has("must"))

    def _dated(self, span: Span, cue: Cue, comparison: Comparison) -> None:
        """`made before Alien`: the year of release is compared with a film's."""
        at = self._cue if self._stance in ("refuse", "dislike") else span.start
        refused = at != span.start or cue.has("refuse_next")
        self.past.found.append(
            ahead.dated(span, comparison, at, refused=refused, alone=not self._things)
        )
        self._take("than", span)

    def _opening(self, span: Span) -> bool:
        """Whether a clause begins here."""
        return span.start in (0, self._greeted) or not self._said[span.start - 1].isalnum()

    def _carries_on(self, stance: Stance, span: Span) -> bool:
        """`nothing` + `like a`, `loved` + `anything`: the second cue belongs to the first."""
        touching = self._cue_end == span.start and not self._link
        if not touching or self._stance == "want":
            return False
        together = goes_on(self._stance, stance)
        if together is not None:
            self._stance, self._cue_end = together, span.end
        elif self._stance == "refuse" and stance in ("refuse", "dislike", "allow"):
            self._cue_end = span.end
        return together is not None

    def _take(self, stance: Stance, span: Span, *, once: bool = False) -> None:
        role, link = self._role, self._link
        self._reset(stance, span.start)
        self._cue_end, self._once = span.end, once
        self._link = link if stance in ("want", "allow") else ""
        self._role = role if stance == "refuse" and self._role else ""

    def _join(self, cue: Cue) -> None:
        if cue.has("either"):
            self._either = True
        elif self.past.found:
            self._link = "nor" if cue.has("nor") else "or" if cue.has("or") else "and"
