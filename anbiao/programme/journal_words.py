"""How the journals of assessments, campaigns and tasks are told."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.detail import Words
from anbiao.rules import certificates, grading, tasks

ASSESSMENT_WORDS = Words(
    verbs={
        "begin": _("Assessment begun"), "submit": _("Assessment handed in"), "submit_and_apply": _("Assessment handed in as an application"), "drop": _("Assessment dropped"),
        "begin_review": _("Review begun"), "conclude": _("Review concluded"), "send_back": _("Assessment sent back"),
        "review_again": _("Given back to the review"), "accept": _("Result decided"),
        "take_own": _("Result decided by the own score"), "assign": _("Reviewers assigned"), "correct": _("Correction opened"), "print": _("Form printed"),
        "replace": _("Corrected by a newer version"),
    },
    facts={"due_on": _("Due"), "own_score": _("Own score"), "score": _("Reviewed score"), "result": pgettext_lazy("assessment", "Result")},
    values={"result": lambda name: gettext(grading.RESULTS.get(str(name), str(name)))},
    beginnings=frozenset({"begin", "correct"}),
)  # fmt: skip


def _ground(name: object) -> str:
    return gettext(certificates.GROUNDS.get(str(name), str(name)))


CERTIFICATE_WORDS = Words(
    verbs={
        "propose": _("Certificate proposed and made public"), "enter": _("Certificate from before entered"), "grant": _("Certificate granted"),
        "recommend": _("Recommended upward"), "record_grant": _("Recorded what the authority granted"), "refuse": _("Certificate not granted"),
        "suspend": _("Certificate suspended"), "suspend_by_rule": _("Certificate suspended by rule"), "restore": _("Certificate restored"),
        "revoke": _("Certificate revoked"), "replace": _("Replaced by a newer certificate"), "object": _("Objection received"),
        "dismiss": _("Objection not found right"), "uphold": _("Objection found right"), "print": _("Certificate printed"),
    },
    facts={"number": _("Certificate No."), "valid_until": _("Valid until"), "ground": _("Ground")},
    values={"ground": _ground},
    beginnings=frozenset({"propose", "enter", "object"}),
)  # fmt: skip


BENCHMARK_WORDS = Words(
    verbs={
        "propose": _("Benchmark proposed"), "name": _("Named a benchmark"), "refuse": _("Not named a benchmark"), "end": _("Benchmark ended"),
        "end_by_rule": _("Benchmark ended with its certificate"), "write": _("Card written"), "publish": _("Card published"),
        "withdraw": _("Card withdrawn"),
    },
    facts={},
    beginnings=frozenset({"propose", "write"}),
)  # fmt: skip


def _slip(code: object) -> str:
    return gettext(tasks.SLIPS.get(str(code), str(code)))


TASK_WORDS = Words(
    verbs={
        "schedule": _("Scheduled with the campaign"), "begin": _("Task begun"), "submit": _("Reported as done"), "accept": _("Task accepted"),
        "send_back": _("Task sent back"), "reopen": _("Task reopened"), "exempt": _("Task exempted"), "resume": _("Task taken up again"),
        "plan": _("Moved to another week"), "pass on": _("Handed over to another person"), "lock": _("Week of the task locked"), "unlock": _("Week of the task unlocked"),
    },
    facts={"planned_week": _("Planned week"), "done_note": _("What has been done"), "slip": _("Why it slipped"), "why": _("Reason")},
    values={"slip": _slip, "why": _slip},
    beginnings=frozenset({"schedule"}),
)  # fmt: skip

CAMPAIGN_WORDS = Words(
    verbs={
        "draft": _("Campaign drafted"), "scope": _("Scope changed"), "exception": _("Exception named"), "end exception": _("Exception ended"),
        "change": _("Course changed"), "set target": _("Target set"), "drop target": _("Target dropped"),
        "launch": _("Campaign launched"), "close": _("Campaign closed"), "go_on": _("Campaign goes on"), "drop": _("Draft dropped"),
    },
    facts={"reason": _("Reason")},
    beginnings=frozenset({"draft"}),
)  # fmt: skip
