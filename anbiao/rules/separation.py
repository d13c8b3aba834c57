"""Separation of duties 职责分离: who may not decide on what. By person and not by account; by unit over all accounts of a person.

The guards of the other modules ask here. They read their facts strictly: a fact that a row does not give is an error (KeyError) and
never a permission. `by_person` is the person who acts ("" where nobody knows her), `by_units` every enterprise of which that person is
one of its own people, through whichever of her accounts. `by_others`, given only where there are any, are those who count as herself
because of a delegation (rules/delegation.py): what a deputy does in another's name is written down as done by their delegation, which
belongs to both of them ever after, so that neither decides on it; and while she acts in the other's name she is both persons.
"""

from collections.abc import Collection
from datetime import date

from anbiao.rules.machine import Facts
from anbiao.rules.refusal import N_, Refusal, cites

CLOSERS = ("fixed_by", "verified_by", "approved_by")


@cites("Anbiao separation of duties 4.2 (9)")
def persons(facts: Facts) -> frozenset[object]:
    """Everybody as whom the actor counts: her own person, and through delegations others. Nobody where she is not known."""
    others = facts.get("by_others", frozenset())
    assert isinstance(others, frozenset)  # noqa: S101 - a programming error, told by the type
    return frozenset({facts["by_person"], *others}) - {""}


def did(facts: Facts, *roles: str) -> bool:
    """True when the actor did one of these before, whatever account she uses now, and in whoever's name it was."""
    return not persons(facts).isdisjoint(facts[role] for role in roles if facts[role])


def is_among(facts: Facts, name: str) -> bool:
    """The same for a fact that lists persons."""
    listed = facts[name]
    return isinstance(listed, Collection) and not persons(facts).isdisjoint(listed)


def is_own_unit(facts: Facts) -> bool:
    """True when the actor is one of the people of the enterprise that this is about."""
    units = facts["by_units"]
    return isinstance(units, frozenset) and facts["enterprise_id"] in units


@cites("Anbiao separation of duties 4.2 (9)")
def nobody_known(facts: Facts) -> Refusal | None:
    """What takes a second person is not done by somebody whom nobody knows, such as the operator at the command line."""
    if facts["by_person"]:
        return None
    text = N_("This takes a person who is known. Sign in with an account of your own.")
    return Refusal("nobody-known", text, article="Anbiao 4.2 (9)")


@cites("Anbiao separation of duties 4.2 (1)")
def own_unit(facts: Facts) -> Refusal | None:
    """Nobody decides for an office on the own enterprise, also not with another account."""
    if not is_own_unit(facts):
        return None
    text = N_("You belong to this unit. Somebody who does not belong to it decides.")
    return Refusal("own-unit", text, article="Anbiao 4.2 (1)")


@cites("Anbiao separation of duties 4.2 (1)")
def closer_does_not_look_back(facts: Facts, today: date) -> Refusal | None:
    """Who fixed, verified or approved a hazard, and who belongs to its unit, neither looks back at it nor takes it out of the sample,
    corrects what was seen, or reopens it before somebody else has looked.
    """
    if did(facts, *CLOSERS):
        text = N_("You took part in closing this hazard. Another person looks back at it.")
        return Refusal("own-closing", text, article="Anbiao 4.2 (1)")
    return nobody_known(facts) or own_unit(facts)
