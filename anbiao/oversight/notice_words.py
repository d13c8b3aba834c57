"""Words of oversight that several of its pages say."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anbiao.kit.notices.events import events

DIGEST = _("Digest of the day")


def kinds_of_notices() -> dict[str, str | Promise]:
    """Kind → label: the digest, and what each part tells at once."""
    return {"digest": DIGEST, **{kind: event.label for kind, event in events().items()}}


def kind_of(name: str) -> str:
    """The label of a kind; its name where nobody knows it any more."""
    return str(kinds_of_notices().get(name, name))
