"""What the journeys of the programme find: run once after `anbiao demo`, on its data folder. All of it goes through the use-cases.

The clock of a journey is today's. So what takes weeks lies behind: an application that was decided and made public three weeks ago, to be
granted today; and a self-assessment that the unit's people have filled but for its last items.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

DISTRICT, OFFICE, REVIEWER, MANAGER = "350504", "linzhiyuan", "chenxiaolan", "huangmin"
LEFT = 6


def main() -> None:
    import django

    django.setup()
    from django.conf import settings

    from anbiao.kit import clock, journal
    from anbiao.kit.database import running
    from anbiao.portal.demonstration import play_on

    with running(settings.DATA):
        now = clock.now()
        begun(now - timedelta(days=5))
        made_public(now - timedelta(days=21))
        # Afterwards, so that what is said of the district and frozen knows of it: every town, and oversight.
        play_on(DISTRICT, now=clock.now())
        # As the demonstration does: the program calls itself healthy where nothing waits for its seal.
        journal.keep_heads(journal.seal(now=clock.now(), district=DISTRICT), settings.HEADS_FILE)


def begun(at: datetime) -> None:
    """The application that the demonstration's known unit has begun, marked but for the last items."""
    from anbiao.programme.models import Assessment

    manager, unit = _of_unit(MANAGER, at)
    row = Assessment.objects.of_district(DISTRICT).get(enterprise=unit, state="draft")
    _mark(manager, row, "own", leave=LEFT)


def made_public(at: datetime) -> None:
    """The application of a small unit of the street: handed in, reviewed, decided and proposed, each by who does it."""
    from anbiao.authority.models import User
    from anbiao.programme.actions import begin_assessment, move_assessment, propose_certificate

    office, reviewer = (_acting(User.objects.get(username=name), at) for name in (OFFICE, REVIEWER))
    manager, unit = _of_unit(_small(), at)
    row = begin_assessment(manager, unit, kind="application")
    _mark(manager, row, "own")
    row = move_assessment(manager, row, "submit")
    row = move_assessment(reviewer, row, "begin_review")
    _mark(reviewer, row, "review")
    row = move_assessment(reviewer, row, "conclude")
    propose_certificate(office, move_assessment(office, row, "accept"))


def _small() -> str:
    """The manager of a small unit of the reviewer's street without an open hazard or an assessment: its result is the district's own to
    grant.
    """
    from anbiao.authority.models import Grant
    from anbiao.inspection.models import Hazard
    from anbiao.programme.models import Assessment
    from anbiao.registry.models import Enterprise

    assessed = Assessment.objects.of_district(DISTRICT).values("enterprise_id")
    busy = Hazard.objects.of_district(DISTRICT).exclude(state="closed").values("enterprise_id")
    small = Enterprise.objects.of_district(DISTRICT).filter(
        size_class="small_micro", region__startswith="350504002", state="operating"
    )
    mine = small.exclude(pk__in=busy).exclude(pk__in=assessed).exclude(sector="").values("pk")
    managers = Grant.objects.of_district(DISTRICT).filter(duty="enterprise_manager", enterprise__in=mine)
    return str(managers.order_by("user__username").values_list("user__username", flat=True)[0])


def _of_unit(username: str, at: datetime) -> tuple[Any, Any]:
    from anbiao.authority.models import Grant, User
    from anbiao.registry.models import Enterprise

    user = User.objects.get(username=username)
    grant = Grant.objects.of_district(DISTRICT).get(user=user, duty="enterprise_manager")
    return _acting(user, at), Enterprise.objects.of_district(DISTRICT).get(pk=grant.enterprise)


def _acting(user: Any, at: datetime) -> Any:
    from anbiao.authority.people import actor_of

    return actor_of(user, at, "demonstration")


def _mark(actor: Any, row: Any, side: str, *, leave: int = 0) -> None:
    """Full marks for every item, but for the last so many."""
    from anbiao.programme.actions import mark_item
    from anbiao.programme.queries import assessments
    from anbiao.rules.scoring import Mark

    items = list(assessments.items_of(row))
    for item in items[: len(items) - leave]:
        mark_item(actor, item, side, version=item.version, mark=Mark(Decimal(0), False, ""))


if __name__ == "__main__":
    main()
