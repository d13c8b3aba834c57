"""Who acts at the command line: an account by `--as`, else the operator, who is journalled by the machine's user name."""

import argparse
import getpass
import re

from anbiao.authority.models import Organisation, Region, User
from anbiao.authority.people import actor_of, operator
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.portal.commands.main import CommandError


def actor(given: argparse.Namespace, district: str) -> Actor:
    """The actor of a command in a district. Raises CommandError for an unknown account or district."""
    if not re.fullmatch(r"\d{6}", district) or not Region.objects.filter(code=district, level=3).exists():
        raise CommandError(f"{district!r} is not the six-digit code of a county or district.")
    if not given.as_user:
        return operator(district, clock.now(), who=f"operator {getpass.getuser()}")
    user = User.objects.filter(username=given.as_user, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active account {given.as_user!r}.")
    if user.district != district:
        raise CommandError(f"{given.as_user!r} belongs to district {user.district}, not {district}.")
    return actor_of(user, clock.now(), "command")


def only_district(given: str | None) -> str:
    """The district named, or the only one that stands here. Raises CommandError when it must be named."""
    if given:
        return given
    standing = list(Organisation.objects.values_list("district", flat=True).distinct()[:2])
    if len(standing) != 1:
        raise CommandError("Name the district: --district CODE.")
    return str(standing[0])
