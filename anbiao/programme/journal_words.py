"""How the journals of assessments, campaigns and tasks are told."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.detail import Words
from anbiao.rules import grading, tasks

ASSESSMENT_WORDS = Words(
    verbs={
        "begin": _("Assessment begun"), "submit": _("Assessment handed in"), "drop": _("Assessment dropped"),
        "begin_review": _("Review begun"), "conclude": _("Review concluded"), "send_back": _("Assessment sent back"),
        "review_again": _("Given back to the review"), "accept": _("Result decided"),
    },
    facts={"own_score": _("Own score"), "score": _("Reviewed score"), "result": pgettext_lazy("assessment", "Result")},
    values={"result": lambda name: gettext(grading.RESULTS.get(str(name), str(name)))},
    beginnings=frozenset({"begin"}),
)  # fmt: skip


def _slip(code: object) -> str:
    return gettext(tasks.SLIPS.get(str(code), str(code)))


TASK_WORDS = Words(
    verbs={
        "schedule": _("Scheduled with the campaign"), "begin": _("Task begun"), "submit": _("Reported as done"), "accept": _("Task accepted"),
        "send_back": _("Task sent back"), "reopen": _("Task reopened"), "exempt": _("Task exempted"), "resume": _("Task taken up again"),
        "plan": _("Moved to another week"),
    },
    facts={"planned_week": _("Planned week"), "done_note": _("What has been done"), "slip": _("Why it slipped"), "why": _("Reason")},
    values={"slip": _slip, "why": _slip},
    beginnings=frozenset({"schedule"}),
)  # fmt: skip

CAMPAIGN_WORDS = Words(
    verbs={
        "draft": _("Campaign drafted"), "scope": _("Scope changed"), "exception": _("Exception named"), "end exception": _("Exception ended"),
        "launch": _("Campaign launched"), "close": _("Campaign closed"), "go_on": _("Campaign goes on"), "drop": _("Draft dropped"),
    },
    facts={"reason": _("Reason")},
    beginnings=frozenset({"draft"}),
)  # fmt: skip
