"""How limits meet."""

from __future__ import annotations

from chatrec.types import Constraint, Op, Value
from chatrec.understand.heard import Change, Lift, Manner
from chatrec.understand.ledger import merge


def limit(attribute: str, op: Op, value: Value, turn: int = 1) -> Constraint:
    return Constraint(attribute, op, value, "", turn)


def after(
    old: list[Constraint],
    *new: Constraint,
    manner: Manner = "replace",
    lifts: tuple[Lift, ...] = (),
) -> set[tuple[str, str, Value]]:
    merged = merge(old, lifts, [Change(one, manner) for one in new])
    return {(one.attribute, one.op, one.value) for one in merged}


def test_a_bound_narrows_the_other_end() -> None:
    old = [limit("year", ">=", 1990)]
    assert after(old, limit("year", "<", 2000, 2)) == {("year", ">=", 1990), ("year", "<", 2000)}


def test_a_bound_that_contradicts_replaces() -> None:
    old = [limit("year", ">=", 1990), limit("year", "<=", 1999)]
    assert after(old, limit("year", ">=", 2005, 2)) == {("year", ">=", 2005)}


def test_a_refusal_stands_beside_a_wish_and_takes_its_value_back() -> None:
    old = [limit("genres", "in", ("Comedy", "Drama"))]
    assert after(old, limit("genres", "lacks", "Drama", 2)) == {
        ("genres", "in", ("Comedy",)),
        ("genres", "lacks", "Drama"),
    }


def test_a_wish_lifts_the_refusal_of_the_same_value() -> None:
    old = [limit("genres", "lacks", "Horror")]
    assert after(old, limit("genres", "contains", "Horror", 2)) == {
        ("genres", "contains", "Horror")
    }


def test_a_wish_replaces_adds_or_widens() -> None:
    old = [limit("genres", "contains", "Comedy")]
    drama = limit("genres", "contains", "Drama", 2)
    assert after(old, drama) == {("genres", "contains", "Drama")}
    assert after(old, drama, manner="add") == {
        ("genres", "contains", "Comedy"),
        ("genres", "contains", "Drama"),
    }
    assert after(old, drama, manner="widen") == {("genres", "in", ("Comedy", "Drama"))}


def test_lifting_takes_values_attributes_or_everything() -> None:
    old = [limit("genres", "not in", ("Horror", "War")), limit("year", ">=", 1990)]
    assert after(old, lifts=(Lift("genres", ("War",)),)) == {
        ("genres", "not in", ("Horror",)),
        ("year", ">=", 1990),
    }
    assert after(old, lifts=(Lift("year"),)) == {("genres", "not in", ("Horror", "War"))}
    assert after(old, lifts=(Lift(""),)) == set()
