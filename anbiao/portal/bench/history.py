"""The journal: writing entries beside copying the same rows, then sealing and verifying them."""

from typing import Any

from django.db import connection, transaction

from anbiao.kit import journal
from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.kit.models import Entry
from anbiao.portal.bench import filling
from anbiao.portal.bench.measuring import Figure, least

TIMES = 3
DEMAND = "no figure is demanded"
FACTS: dict[str, Any] = {
    "name": "青岚鞋业（示例）有限公司", "uscc": "91350504MAQQF7NJ48", "region": "350504002001", "phone": "13900000021",
    "principal": "刘明达", "address": "洛江区双阳街道阳山社区鹭园路 0 号 1 幢（虚构）", "employees": 186, "sector": "footwear",
}  # fmt: skip
PERSONAL = frozenset({"principal", "phone"})


def measure(size: int) -> list[Figure]:
    """So many entries with personal values, written three times; then all of them sealed, then verified."""
    actor = filling.actor()
    events = [
        journal.Event("register", "enterprise", new_id(), after=FACTS, personal=PERSONAL) for _ in range(size)
    ]
    rows = [(new_id(), actor.district, actor.now, None, actor.who, "", "bench", "register", "enterprise", event.object_id,
             None, "{}", "") for event in events]  # fmt: skip

    def write() -> None:
        with transaction.atomic():
            journal.record_many(actor, events)

    def copy() -> None:
        with transaction.atomic():
            copy_rows(Entry, journal.COLUMNS, [(new_id(), *row[1:]) for row in rows])

    written, floor = least(TIMES, write), least(TIMES, copy)
    number = Entry.objects.count()
    sealed = least(1, lambda: journal.seal(now=actor.now, district=actor.district))
    findings: list[journal.Finding] = []
    verified = least(2, lambda: findings.extend(journal.verify(district=actor.district)))
    hashed = least(2, _hash_all)
    if findings:
        raise RuntimeError(f"the bench's own journal is not as it was sealed: {findings[:2]}")
    return [
        Figure("journal, write", size, written.seconds, floor.seconds, DEMAND),
        Figure("journal, seal", number, sealed.seconds, None, DEMAND),
        Figure("journal, verify", number, verified.seconds, hashed.seconds, DEMAND),
    ]


def _hash_all() -> None:
    """The hashes of all entries, made and not compared."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count({journal.ENTRY_HASH}) FROM kit_entry")  # noqa: S608 - a constant
