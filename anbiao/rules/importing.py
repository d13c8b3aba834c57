"""A spreadsheet on its way in: what may happen to it, one step at a time."""

from collections.abc import Mapping
from datetime import date

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal


def something_to_write(facts: Facts, today: date) -> Refusal | None:
    """A run is only written when it would enter or change something; otherwise there is nothing to confirm."""
    counts = facts.get("counts")
    if isinstance(counts, Mapping) and (counts.get("created") or counts.get("updated")):
        return None
    return Refusal(
        "nothing-to-write",
        N_("No row would change anything. Correct the wrong cells, or cancel the import."),
    )


IMPORT_RUN = Machine(
    name="import run",
    label=N_("Import"),
    initial="uploaded",
    states=(
        State("uploaded", N_("Being read"), "doing"),
        State("mapping", N_("Columns to be confirmed"), "wait"),
        State("checking", N_("Being checked"), "doing"),
        State("checked", N_("Ready to be written"), "wait"),
        State("writing", N_("Being written"), "doing"),
        State("written", N_("Written"), "done"),
        State("refused", N_("File refused"), "off"),
        State("cancelled", N_("Cancelled"), "off"),
        State("taken_back", N_("Taken back"), "off"),
    ),
    # Cells and duplicates may go on being decided while the check of the earlier ones still runs.
    steps=(
        Step("read", N_("Columns recognised"), frozenset({"uploaded"}), "mapping", "import enterprise"),
        Step("refuse", N_("Refuse the file"), frozenset({"uploaded", "checking", "writing"}), "refused", "import enterprise"),
        Step("choose_sheet", N_("Choose other sheets"), frozenset({"mapping"}), "uploaded", "import enterprise"),
        Step("map", N_("Confirm the columns"), frozenset({"mapping"}), "checking", "import enterprise"),
        Step("correct", N_("Correct a cell"), frozenset({"checked", "checking"}), "checking", "import enterprise"),
        Step("decide", N_("Decide a duplicate"), frozenset({"checked", "checking"}), "checking", "import enterprise"),
        Step("check", N_("Finish the check"), frozenset({"checking"}), "checked", "import enterprise"),
        Step("confirm", N_("Write the rows"), frozenset({"checked"}), "writing", "import enterprise", (something_to_write,)),
        Step("write", N_("Finish writing"), frozenset({"writing"}), "written", "import enterprise"),
        Step("cancel", N_("Cancel the import"), frozenset({"uploaded", "mapping", "checking", "checked", "writing"}), "cancelled", "import enterprise"),
        Step("take_back", N_("Take back the import"), frozenset({"written"}), "taken_back", "withdraw import", needs_note=True),
        Step("remap", N_("Change the columns"), frozenset({"checked"}), "mapping", "import enterprise"),
    ),
)  # fmt: skip


def _plain(name: str, label: str, duty: str) -> Machine:
    """An import without choices on the way: handed in, checked, confirmed, written. What is wrong is put right in the file."""
    return Machine(
        name=name,
        label=label,
        initial="uploaded",
        states=tuple(state for state in IMPORT_RUN.states if state.name not in ("mapping", "checking", "taken_back")),
        steps=(
            Step("refuse", N_("Refuse the file"), frozenset({"uploaded", "writing"}), "refused", duty),
            Step("check", N_("Finish the check"), frozenset({"uploaded"}), "checked", duty),
            Step("confirm", N_("Write the rows"), frozenset({"checked"}), "writing", duty, (something_to_write,)),
            Step("write", N_("Finish writing"), frozenset({"writing"}), "written", duty),
            Step("cancel", N_("Cancel the import"), frozenset({"uploaded", "checked", "writing"}), "cancelled", duty),
        ),
    )  # fmt: skip


HAZARD_IMPORT = _plain("hazard import", N_("Import of hazards"), "import hazard")
CHECK_LIST_IMPORT = _plain("check-list import", N_("Import of a check-list"), "import check-list")
ADDRESS_IMPORT = _plain("address import", N_("Import of address points"), "import address")
# What is imported → its machine.
IMPORTS: Mapping[str, Machine] = {
    "enterprises": IMPORT_RUN,
    "hazards": HAZARD_IMPORT,
    "checklist": CHECK_LIST_IMPORT,
    "addresses": ADDRESS_IMPORT,
}
