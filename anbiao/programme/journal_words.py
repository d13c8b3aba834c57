"""How the journal of assessments is told."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.detail import Words
from anbiao.rules import grading

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
