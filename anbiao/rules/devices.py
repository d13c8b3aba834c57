"""Phones of the field: how long one works without contact, how a wrong PIN is slowed down, and when unsent work goes to whom."""

from datetime import datetime, timedelta

from anbiao.rules.refusal import N_, Refusal, cites

OFFLINE_DAYS = 7
WARNED_FROM_DAYS = 5
PIN_LENGTH = 6
# Seconds that the next try waits, by how many were wrong before; after the last there is no next try.
PIN_WAITS = (0, 0, 0, 5, 15, 30, 60, 120, 300, 600)
IDLE_MINUTES = 10
REMOVED = N_("What was in keeping here was removed after the days that the district keeps it.")


@cites("Anbiao data protection 4.3")
def reach_without_contact(last_contact: datetime, now: datetime) -> str:
    """What a device may still show that had its last contact then: "open", from the fifth day "warned", from the seventh "sending".

    "sending": it opens only to send what is on it; nothing that it keeps of units is read. A clock behind the last contact is no
    reason to open more, and none to close.
    """
    silent = now - last_contact
    if silent >= timedelta(days=OFFLINE_DAYS):
        return "sending"
    return "warned" if silent >= timedelta(days=WARNED_FROM_DAYS) else "open"


@cites("Anbiao data protection 4.3")
def wait_after(wrong: int) -> int | None:
    """Seconds before a PIN may be tried again after so many wrong ones; None when only the way of a forgotten PIN is left."""
    return PIN_WAITS[wrong] if wrong < len(PIN_WAITS) else None


@cites("Anbiao data protection 4.3")
def against_taking_back(
    *,
    arrived_at: datetime | None,
    signed_in_at: datetime,
    looked_at: datetime | None,
    taken_at: datetime | None,
    removed_at: datetime | None = None,
) -> Refusal | None:
    """What keeps the owner from taking back unsent work: it has not arrived whole, the office has settled it, she has it already, or
    she has not signed in again since. Who finds a phone that is still signed in gets nothing by forgetting the PIN.
    """
    if arrived_at is None:
        return Refusal(
            "not-whole", N_("This has not arrived whole yet. It continues when the phone has a network.")
        )
    if looked_at is not None:
        return Refusal("settled", N_("The district safety office has settled this. Ask there."))
    if taken_at is not None:
        return Refusal("taken-already", N_("This was taken back already."))
    if removed_at is not None:
        return Refusal("removed", REMOVED)
    # Sessions know the second of their beginning, no more.
    if signed_in_at < arrived_at.replace(microsecond=0):
        text = N_(
            "Sign out and sign in again first: unsent work is handed only to whoever knows the password."
        )
        return Refusal("sign-in-again", text)
    return None


@cites("Anbiao data protection 4.3")
def ended_at(
    *, given_back_at: datetime | None, looked_at: datetime | None, taken_at: datetime | None
) -> datetime | None:
    """When somebody has last decided on unsent work: its owner has it again, or the office settled it or gave it back. None as long as
    nobody has.
    """
    return max((at for at in (given_back_at, looked_at, taken_at) if at is not None), default=None)


@cites("Anbiao data protection 4.3")
def is_removed(ended: datetime | None, *, days: int, now: datetime) -> bool:
    """Unsent work is removed so many days after somebody has decided on it, and never before anybody has looked."""
    return ended is not None and now - ended >= timedelta(days=days)
