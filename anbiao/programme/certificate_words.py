"""How certificates are said: results, states with their lateness, grounds, and the authority that granted."""

from datetime import date

from django.utils.translation import gettext

from anbiao.programme.models import Certificate
from anbiao.rules import certificates as law
from anbiao.rules.machine import State
from anbiao.rules.refusal import N_

EXPIRED = State("expired", N_("Expired"), "late")


def result(name: str) -> str:
    """What was granted, in words."""
    return gettext(law.RESULTS.get(name, name))


def state(row: Certificate, today: date) -> State:
    """The state as people read it: one in force whose last day is past has expired."""
    return EXPIRED if law.is_expired(row.state, row.valid_until, today) else law.CERTIFICATE.state(row.state)


def ground(name: str) -> str:
    """Why it was suspended or revoked, in words."""
    return gettext(law.GROUNDS[name]) if name in law.GROUNDS else ""


def authority(row: Certificate) -> str:
    """Who granted it: a marked text for ministry, province and city, the name of the office for the district."""
    return gettext(row.granted_by) if row.granted_by else ""
