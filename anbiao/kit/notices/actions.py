"""What people do with their notices: look at them, and say how they want to be told. And what follows from what they did elsewhere."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import Notice, Wishes
from anbiao.kit.notices import queries
from anbiao.rules import notices as law
from anbiao.rules.refusal import N_, Refusal, Refused

LOOKED_BACK = timedelta(days=3)
# What a person did with what she was told, after she was told it; the index of entries by object answers it.
ACTED = """
UPDATE kit_notice n SET acted_at = done.at FROM (
    SELECT told.id, min(e.at) AS at
    FROM kit_notice told JOIN kit_entry e
      ON e.district = told.district AND e.object_id = ANY (told.about) AND e.person = told.person AND e.at > told.made_at
    WHERE told.district = %s AND told.acted_at IS NULL AND told.over_at IS NULL AND told.made_at > %s AND told.about <> '{}'
    GROUP BY told.id
) done WHERE n.district = %s AND n.id = done.id AND n.acted_at IS NULL
"""


def look(actor: Actor, rows: list[Notice]) -> None:
    """These stood whole on the actor's own screen: seen, and so delivered. One statement; what was seen before stays as it was."""
    fresh = [row.pk for row in rows if row.seen_at is None]
    if not fresh:
        return
    table = queries.own(actor).filter(pk__in=fresh)
    with transaction.atomic():
        table.filter(delivered_at=None).update(delivered_at=actor.now)
        table.filter(seen_at=None).update(seen_at=actor.now)


def find_acted(district: str, *, now: datetime) -> int:
    """Marks the notices of the last days that their person acted on since. One statement. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(ACTED, [district, now - LOOKED_BACK, district])
        return int(cursor.rowcount)


@transaction.atomic
def keep_wishes(actor: Actor, *, addresses: Mapping[str, str], quiet_from: time, quiet_to: time) -> Wishes:
    """How the actor wants to be told from now on: way → address. Raises Refused for a way that is not set up here or a wrong address."""
    if actor.person is None:
        raise Refused(Refusal("no-account", N_("Notices go to accounts.")))
    given = {name: address.strip() for name, address in addresses.items()}
    against = [wrong for name, address in given.items() if (wrong := law.wrong_address(name, address))]
    if set(given) - set(settings.ANBIAO_CHANNELS):
        against.append(Refusal("channel-unknown", N_("This way is not offered here."), field="channel"))
    if against:
        raise Refused(*against)
    known = Wishes.objects.visible_to(actor.scope, "read work").select_for_update().first()
    before = known.facts() if known else None
    row = known or Wishes(district=actor.district, person=actor.person)
    row.addresses, row.quiet_from, row.quiet_to = given, quiet_from, quiet_to
    row.save()
    journal.record(actor, journal.event("change" if known else "choose", row, before=before))
    return row
