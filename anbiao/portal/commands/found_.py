"""`anbiao found`: a real district without demonstration data: offices, first administrators, one-time passwords."""

import argparse
import secrets

from django.db import transaction

from anbiao.portal.commands.main import CommandError, Outcome

HELP = "found a real district: its offices, the first three administrators with one-time passwords; no demonstration data"
# 三员: who keeps the system, who grants, who audits are three people; the safety office gets the first business account.
FIRST = (
    ("admin", "system_admin"),
    ("security", "security_admin"),
    ("auditor", "auditor"),
    ("office", "district_officer"),
)


def add(parser: argparse.ArgumentParser) -> None:
    """The district and who administers."""
    parser.add_argument("--district", required=True, metavar="CODE", help="six digits")
    parser.add_argument("--admin", required=True, metavar="NAME", help="name of the system administrator")


def run(given: argparse.Namespace) -> Outcome:
    """Founds, or says why not."""
    from django.conf import settings

    from anbiao.authority import founding
    from anbiao.authority.models import Grant, Organisation, User
    from anbiao.kit import journal
    from anbiao.portal.commands import people, setup
    from anbiao.rules.refusal import Refused

    for _ in setup.tables_and_lists():
        pass
    if settings.DEMONSTRATION and User.objects.filter(is_demonstration=True).exists():
        raise CommandError(
            "This database holds the demonstration district. Found a real one in another ANBIAO_DATA."
        )
    actor = people.actor(given, given.district)
    accounts = []
    try:
        with transaction.atomic():
            offices = founding.found_district(actor)
            home = Organisation.objects.get(district=given.district, slug="committee_office")
            for username, duty in FIRST:
                password = secrets.token_urlsafe(12)
                name = given.admin if duty == "system_admin" else username
                user = User(
                    username=f"{username}-{given.district}", name=name, district=given.district, organisation=home,
                    must_change_password=True, created_at=actor.now,
                )  # fmt: skip
                user.set_password(password)
                user.save()
                Grant.objects.create(
                    district=given.district, user=user, duty=duty, organisation=home, region=given.district,
                    from_on=actor.today, reason="founding",
                )  # fmt: skip
                facts = {"username": user.username, "duty": duty}
                journal.record(actor, journal.Event("create", "account", user.id, after=facts))
                accounts.append({"username": user.username, "duty": duty, "one_time_password": password})
    except Refused as refused:
        raise CommandError(str(refused)) from None
    lines = [f"Founded {given.district}: {offices} offices. Hand each password to its person; it works once:"]
    lines += [f"  {a['username']:<20} {a['duty']:<18} {a['one_time_password']}" for a in accounts]
    return Outcome({"district": given.district, "offices": offices, "accounts": accounts}, lines)
