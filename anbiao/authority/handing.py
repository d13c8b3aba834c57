"""Hand-over: what hangs on a person, passed on in one act, and answered by the successor. The only writer of its table."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from anbiao.authority import queries
from anbiao.authority.models import HandOver, User
from anbiao.authority.people import actor_of
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.holding import Holding, Person, counted, holdings
from anbiao.kit.register.counting import Count
from anbiao.kit.scope import Lies, visible
from anbiao.kit.texts import say
from anbiao.kit.together import first_together
from anbiao.kit.workflow import take
from anbiao.rules import handing as law
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

OWN = Lies("handover", person="successor_id")
NO_DUTY = N_("This person's office is outside what you hand over for.")
NO_REASON = N_("Say why it is handed over: a move, an illness, the end of an appointment.")
NOTHING = N_("Nothing could be passed on to this successor.")


def person_of(actor: Actor, user: User) -> Person:
    """An account as those who register what hangs on it know it."""
    return Person(user.district, user.pk, user.person, actor.today)


def hanging_on(actor: Actor, user: User) -> list[tuple[Holding, Count]]:
    """How much of each kind hangs on an account. One query."""
    return counted(person_of(actor, user))


def first_hanging(actor: Actor, user: User, kinds: Sequence[Holding], most: int) -> list[list[Any]]:
    """The first rows of some kinds, in their order. One query, however many kinds."""
    person = person_of(actor, user)
    return first_together([each.held(person) for each in kinds], most)


def region_of(user: User) -> str:
    """Where an account is at home: the region of its office, else the district."""
    return user.organisation.region if user.organisation else user.district


def hand_overs(actor: Actor) -> QuerySet[HandOver, HandOver]:
    """The hand-overs of the region, with both people."""
    return HandOver.objects.visible_to(actor.scope, "read handover").select_related("leaver", "successor")


def own(actor: Actor) -> QuerySet[HandOver, HandOver]:
    """What was handed over to the actor."""
    rows = HandOver.objects.filter(visible(actor.scope, OWN, law.ANSWER))
    return rows.select_related("leaver", "successor")


@transaction.atomic
def hand_over(
    actor: Actor, leaver: User, successor: User, *, kinds: Collection[str], reason: str
) -> HandOver:
    """Passes on what hangs on a person, of these kinds, to a successor who acknowledges it. What cannot be passed on is named with its
    reason. Raises Refused with every reason, also when nothing could be passed on.
    """
    to = actor_of(successor, actor.now, actor.via)
    against = list(
        law.wrong_successor(
            leaver=str(leaver.person), successor=str(successor.person), is_active=successor.is_active,
            holds_a_duty=bool(to.scope.grants),
        )
    )  # fmt: skip
    if not actor.scope.allows("give handover", Place(region=region_of(leaver))):
        against.append(Refusal("no-duty", NO_DUTY))
    if not reason.strip():
        against.append(Refusal("reason", NO_REASON, field="reason"))
    if against:
        raise Refused(*against)
    passed, left = _pass_on(actor, leaver, to, kinds)
    if not passed:
        raise Refused(Refusal("nothing-passed", NOTHING, field="successor"), *_reasons(left))
    row = HandOver.objects.create(
        district=actor.district, leaver=leaver, successor=successor, region=region_of(leaver), reason=reason.strip(), passed=passed,
        left=[_without_refusal(each) for each in left], given_on=actor.today, giver=actor.who,
    )  # fmt: skip
    journal.record(actor, journal.event("give", row, note=row.reason))
    return row


def _pass_on(
    actor: Actor, leaver: User, to: Actor, kinds: Collection[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    passed: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    person = person_of(actor, leaver)
    for holding in holdings():
        rows = list(holding.held(person)) if holding.name in kinds or holding.pass_on is None else []
        refused: Mapping[UUID, Refusal] = (
            holding.pass_on(actor, person, rows, to) if holding.pass_on and rows else {}
        )
        for row in rows:
            line = _line(holding, row)
            if holding.pass_on is None:
                left.append({**line, "why": str(holding.why)})
            elif row.pk in refused:
                left.append({**line, "why": say(refused[row.pk]), "refusal": refused[row.pk]})
            else:
                passed.append(line)
    return passed, left


def _line(holding: Holding, row: Any) -> dict[str, Any]:
    return {
        "holding": holding.name, "label": str(holding.label), "object": str(row.pk), "subject": holding.subject(row),
        "url": holding.url(row), "why": "",
    }  # fmt: skip


def _without_refusal(line: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key != "refusal"}


def _reasons(left: Sequence[dict[str, Any]]) -> list[Refusal]:
    """Each reason once."""
    found = {line["why"]: line["refusal"] for line in left if "refusal" in line}
    return list(found.values())


@transaction.atomic
def answer(actor: Actor, row: HandOver, step: str, *, note: str = "") -> None:
    """The successor acknowledges or declines; the office settles what was declined. What came with it and asks for an acknowledgement of its
    own is acknowledged too. Raises Refused.
    """
    given = step != "settle"
    place = _own_place(actor) if given else Place(region=row.region)
    values = {"answered_on": actor.today} if given else {}
    take(actor, row, step, place=place, note=note, answer=note.strip(), **values)
    if step != "acknowledge":
        return
    for holding in holdings():
        ids = [UUID(line["object"]) for line in row.passed if line["holding"] == holding.name]
        if holding.accept and ids:
            holding.accept(actor, ids)


def _own_place(actor: Actor) -> Place:
    """Where the successor holds her duty: an answer is hers wherever the leaver sat."""
    grants = actor.scope.allowing(law.ANSWER)
    if not grants:
        return Place(region=actor.district)
    grant = grants[0]
    region = grant.region or actor.district
    assignees = frozenset({grant.assignee} if grant.assignee else ())
    return Place(region, grant.enterprise, grant.sectors or frozenset(), assignees)


def successors(actor: Actor, leaver: User) -> QuerySet[User, User]:
    """Who may take over: accounts of the region that can sign in, other people than the leaver."""
    rows = queries.accounts(actor.scope, "give handover").filter(is_active=True).exclude(person=leaver.person)
    return rows.exclude(grants=None).distinct().order_by("organisation__name", "name")
