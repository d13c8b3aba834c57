"""Instructions 督办: what an office was told to do, its days, what it said about it, and the time it was given."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from anbiao.authority.models import Organisation, User
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.models import StoredFile
from anbiao.kit.scope import Lies
from anbiao.oversight.models.meetings import Meeting
from anbiao.rules import instructions
from anbiao.rules.machine import Machine

LIES = Lies("instruction", whole=True)  # narrowed by office, not by place: queries.instructions.seen


class Instruction(DistrictModel):
    """One office has to do one thing. `answerer` is the person behind the account that is named; `due_on` is rolled up from the nodes
    in one place (actions/instructions.py: settle_day). `about_kind` and `about_id` name what it is about in another part, as plain
    words, and `about_label` what that was called then.
    """

    serial = models.CharField(max_length=12)
    text = models.TextField()
    source = models.CharField(max_length=10)
    origin = models.TextField(default="")
    meeting = DistrictForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="instructions")
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answerer = models.UUIDField(null=True)
    giver_office = DistrictForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    given_on = models.DateField()
    given_by = models.UUIDField(null=True)
    giver = models.TextField()
    about_kind = models.CharField(max_length=10, default="")
    about_id = models.CharField(max_length=80, default="")
    about_label = models.TextField(default="")
    due_on = models.DateField()
    state = models.CharField(max_length=10, default=instructions.INSTRUCTION.initial)
    signed_on = models.DateField(null=True)
    signed_by = models.UUIDField(null=True)
    signer = models.TextField(default="")
    reported_on = models.DateField(null=True)
    reported_by = models.UUIDField(null=True)
    reporter = models.TextField(default="")
    result = models.TextField(default="")
    decided_on = models.DateField(null=True)
    decided_by = models.UUIDField(null=True)
    decider = models.TextField(default="")
    answer = models.TextField(default="")

    lies = LIES
    machine: ClassVar[Machine] = instructions.INSTRUCTION
    # What the guards ask beside the row (queries.instructions.around); a guard misses what nobody read.
    around: Mapping[str, object] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "serial"), name="one_instruction_a_serial"),
            models.CheckConstraint(
                condition=Q(giver_office=None) | ~Q(giver_office=F("organisation")),
                name="no_office_instructs_itself",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(decided_by=None)
                | Q(reported_by=None)
                | ~Q(decided_by=F("reported_by")),
                name="who_reports_does_not_close",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="an_instruction_says_something"),
        ]
        indexes = [
            models.Index("district", "due_on", "id", name="instruction_by_day"),
            models.Index("district", "given_on", "id", name="instruction_by_giving"),
            models.Index("district", "organisation", "state", "due_on", name="instruction_of_office"),
            models.Index("district", "about_kind", "about_id", name="instruction_about", condition=~Q(about_kind="")),
        ]  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, with what the guards ask."""
        return {**super().facts(), **(self.around or {})}


class InstructionNode(DistrictModel):
    """A day by which something has to be there. `first_due_on` is the day that was given, and stands for ever; `due_on` moves with
    more time.
    """

    instruction = DistrictForeignKey(Instruction, on_delete=models.PROTECT, related_name="nodes")
    order = models.PositiveSmallIntegerField()
    title = models.TextField(default="")
    first_due_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    doer = models.TextField(default="")
    note = models.TextField(default="")

    lies = LIES

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "instruction", "order"), name="one_node_an_order"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("first_due_on")), name="more_time_is_never_less"
            ),
        ]


class InstructionNote(DistrictModel):
    """What was said about an instruction on its way, with a file where one was handed in."""

    instruction = DistrictForeignKey(Instruction, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(default="")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    who = models.TextField()

    lies = LIES

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(file__isnull=False), name="a_note_says_something"
            )
        ]
        indexes = [models.Index("district", "instruction", "at", name="note_of_instruction")]


class InstructionExtension(DistrictModel):
    """More time for one node, asked for by the owner and decided by who gave the instruction."""

    instruction = DistrictForeignKey(Instruction, on_delete=models.PROTECT, related_name="extensions")
    node = DistrictForeignKey(InstructionNode, on_delete=models.PROTECT, related_name="extensions")
    was_due_on = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=10, default=instructions.EXTENSION.initial)
    asked_on = models.DateField()
    asked_by = models.UUIDField(null=True)
    asker = models.TextField()
    decided_on = models.DateField(null=True)
    decided_by = models.UUIDField(null=True)
    decider = models.TextField(default="")
    answer = models.TextField(default="")

    lies = Lies("instruction_extension", whole=True)
    machine: ClassVar[Machine] = instructions.EXTENSION
    around: Mapping[str, object] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "node"), condition=Q(state="asked"), name="one_request_a_node"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("was_due_on")), name="more_time_is_more"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
                name="two_persons_give_time",
            ),
        ]
        indexes = [models.Index("district", "instruction", name="extension_of_instruction")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, with what the guards ask of the instruction."""
        return {**super().facts(), **(self.around or {})}
