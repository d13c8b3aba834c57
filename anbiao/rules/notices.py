"""Notices 通知: how far one came, when it may ring, when it is tried again, and who stands in for somebody who is away.

planned → sent → delivered / failed → seen → acted. "Delivered" is said only where the channel itself gave a receipt.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anbiao.rules.calendar import Calendar
from anbiao.rules.machine import State
from anbiao.rules.places import Grant
from anbiao.rules.refusal import N_, Refusal, cites

DIGEST_AT = time(7, 30)  # local rule: the digest of a working day, before work begins
QUIET_FROM, QUIET_TO = (
    time(20, 0),
    time(7, 30),
)  # local rule: proposed to everybody, changed by each for herself
UNSEEN_DAYS = 3  # local rule: so long unseen, the office asks why
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
RECEIPT_WITHIN = timedelta(days=1)  # no channel keeps its receipts longer
CHANNELS: Mapping[str, str] = {
    "mail": N_("E-mail"),
    "wecom": N_("WeCom"),
    "dingtalk": N_("DingTalk"),
    "webhook": N_("The office's own message system"),
}
STATES: Mapping[str, State] = {
    state.name: state
    for state in (
        State("sent", N_("Sent out"), "idle"),
        State("delivered", N_("Delivered"), "doing"),
        State("failed", N_("Not delivered"), "late"),
        State("seen", N_("Seen"), "wait"),
        State("acted", N_("Acted on"), "done"),
        State("over", N_("Settled by others"), "off"),
    )
}
# How one way of one notice stands; a notice itself as well, with more.
WAYS: Mapping[str, State] = {
    state.name: state
    for state in (
        State("planned", N_("To be sent"), "idle"),
        State("sent", N_("Sent out"), "doing"),
        State("delivered", N_("Delivered"), "done"),
        State("failed", N_("Not delivered"), "late"),
        State("stopped", N_("Not needed any more"), "off"),
    )
}
OUTCOMES: Mapping[str, str] = {
    "": N_("Begun; nothing was heard of it"),
    "sent": N_("Taken by the channel"),
    "delivered": N_("Receipt of the channel"),
    "failed": N_("Refused"),
    "later": N_("To be tried again"),
}


@dataclass(frozen=True)
class Marks:
    """What happened to a notice, each with its instant; None where it did not. Every mark is set once and stays."""

    delivered: datetime | None = None
    failed: datetime | None = None
    seen: datetime | None = None
    acted: datetime | None = None
    over: datetime | None = None


@cites("Anbiao notices with proof")
def standing(marks: Marks) -> str:
    """The furthest that a notice came. Whoever acted has seen it; what others settled is over; a way that failed counts only as long as no
    other way delivered it and she has not seen it.
    """
    if marks.acted:
        return "acted"
    if marks.over:
        return "over"
    if marks.seen:
        return "seen"
    if marks.delivered:
        return "delivered"
    return "failed" if marks.failed else "sent"


@cites("Anbiao notices with proof")
def way(*, sent: datetime | None, delivered: datetime | None, failed: datetime | None, stopped: datetime | None) -> str:  # fmt: skip
    """How one way of a notice stands: taken by the channel is "sent"; "delivered" needs the channel's own receipt."""
    if delivered:
        return "delivered"
    if failed:
        return "failed"
    if sent:
        return "sent"
    return "stopped" if stopped else "planned"


@cites("Anbiao notices with proof")
def next_try(tries: int, now: datetime) -> datetime | None:
    """After so many tries without success, when the next may begin; None when it is given up."""
    return now + WAITS[tries - 1] if 1 <= tries <= len(WAITS) else None


@cites("地方规则 通知")
def may_ring_at(now: datetime, quiet_from: time, quiet_to: time) -> datetime:
    """`now`, or the end of the quiet hours in which it falls. The hours may pass midnight; from and to alike: no quiet hours."""
    at = now.time()
    is_quiet = quiet_from <= at < quiet_to if quiet_from <= quiet_to else at >= quiet_from or at < quiet_to
    if not is_quiet:
        return now
    ends = now.replace(hour=quiet_to.hour, minute=quiet_to.minute, second=0, microsecond=0)
    return ends if ends > now else ends + timedelta(days=1)


@cites("地方规则 通知")
def digest_is_due(now: datetime, calendar: Calendar) -> bool:
    """On working days, from half past seven on. Whoever has nothing to do gets none."""
    return now.time() >= DIGEST_AT and calendar.is_working_day(now.date())


@cites("Anbiao notices with proof")
def is_unseen_long(made: datetime, marks: Marks, now: datetime) -> bool:
    """Neither seen nor settled for three days: the office asks why."""
    return standing(marks) in ("sent", "delivered", "failed") and made <= now - timedelta(days=UNSEEN_DAYS)


@dataclass(frozen=True)
class Holder:
    """Somebody with the duties that she holds, by account."""

    account: str
    person: str
    grants: tuple[Grant, ...]


@cites("地方规则 通知")
def stand_in(absent: Holder, others: Iterable[Holder], away: Collection[str], *, on: date) -> str:
    """Who is told in the place of somebody who is away: of those here who hold the same duty for the same office over the same reach, the
    one who has held it longest (then by account, so that it is the same every day). "" where nobody does: the office has to name one.
    """
    held = {_same(grant) for grant in absent.grants if grant.in_force(on=on) and grant.organisation}
    found: list[tuple[date, str]] = []
    for other in others:
        if other.person == absent.person or other.account in away:
            continue
        since = [g.from_on for g in other.grants if g.in_force(on=on) and _same(g) in held]
        if since:
            found.append((min(since), other.account))
    return min(found)[1] if found else ""


def _same(grant: Grant) -> tuple[str, str, str, frozenset[str] | None]:
    return grant.duty, grant.organisation, grant.region, grant.sectors


@cites("Anbiao notices with proof")
def wrong_address(channel: str, address: str) -> Refusal | None:
    """An e-mail address has one @ with something on both sides; an account of WeCom or DingTalk is 1 to 64 characters without blanks or
    "|", which would name several people; the office's own system needs none.
    """
    if channel not in CHANNELS:
        return Refusal("channel-unknown", N_("This way is not offered here."), field="channel")
    if channel == "webhook":
        return None
    good = 1 <= len(address) <= 254 and not any(c.isspace() or c in '|,;<>"' for c in address)
    if channel == "mail":
        name, _at, host = address.partition("@")
        if good and name and "." in host and "@" not in host:
            return None
        return Refusal("address", N_("Write an e-mail address, such as name@example.cn."), field="mail")
    if good and len(address) <= 64:
        return None
    return Refusal("address", N_("Write the account name that the office's administrator gave you there."), field=channel)  # fmt: skip
