"""What is read of meetings: by whoever is called to them; the page to sign in by its token."""

from django.db.models import Count, Q, QuerySet

from anbiao.kit.actor import Actor
from anbiao.oversight.models import Attendance, Meeting, Speech


def meetings(actor: Actor, capability: str = "read meeting") -> QuerySet[Meeting, Meeting]:
    """The meetings of the district, for whoever holds a capability on them."""
    return Meeting.objects.visible_to(actor.scope, capability)


def by_token(actor: Actor, token: str) -> QuerySet[Meeting, Meeting]:
    """The meeting whose sign-in sheet shows this token, in the reader's own district."""
    return Meeting.objects.of_district(actor.district).filter(token=token)


def attendance_of(row: Meeting) -> list[Attendance]:
    """Who was expected or was there, by office."""
    return list(row.attendance.select_related("organisation").order_by("office", "name", "id"))


def speeches_of(row: Meeting) -> list[Speech]:
    """Who says what, in the order of the day."""
    return list(row.speeches.select_related("organisation").order_by("order"))


def around(row: Meeting) -> Meeting:
    """Puts on a meeting what its guards ask. One query."""
    row.around = {"signed": row.attendance.filter(signed_at__isnull=False).count()}
    return row


def numbers_of(row: Meeting) -> dict[str, int]:
    """How many were expected, were there, spoke and what was told to do. One query each."""
    found = row.attendance.aggregate(
        expected=Count("pk"), there=Count("pk", filter=Q(signed_at__isnull=False))
    )
    return {**found, "orders": row.instructions.count()}


def own_line(actor: Actor, row: Meeting) -> Attendance | None:
    """The reader's own signature; None before she has signed in."""
    return row.attendance.filter(account=actor.person).first() if actor.person else None
