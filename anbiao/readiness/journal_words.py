"""How the journal of training is told."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.detail import Words
from anbiao.rules.training import KINDS, TRAINING


def kind_words(kind: str) -> str:
    """A kind of people in words."""
    return gettext(KINDS.get(kind, kind))


TRAINING_WORDS = Words(
    verbs={"record": _("Training recorded"), "void": _("Training record made void")},
    facts={
        "kind": _("Who was trained"), "topic": _("Topic"), "held_on": pgettext_lazy("training", "Held on"), "hours": _("Hours each"),
        "number": _("People trained"), "passed": pgettext_lazy("training", "Passed"), "state": _("State"),
    },
    values={
        "kind": lambda kind: kind_words(str(kind)),
        "state": lambda name: gettext(TRAINING.state(str(name)).label),
    },
    beginnings=frozenset({"record"}),
)  # fmt: skip
