"""How the journals of oversight are told."""

from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.detail import Words

CIRCULAR_WORDS = Words(
    verbs={
        "draft": _("Drafted on frozen figures"), "write": _("Text changed"), "change": _("Head changed"), "submit": _("Handed in for approval"),
        "approve": _("Circular approved"), "send_back": _("Sent back to the writer"), "issue": _("Numbered and issued"), "drop": _("Draft dropped"),
        "replace": _("Replaced by a new edition"), "sign": _("Signed for"),
    },
    facts={"title": _("Title"), "number": _("Document number"), "organisation": _("Office")},
    beginnings=frozenset({"draft"}),
)  # fmt: skip
