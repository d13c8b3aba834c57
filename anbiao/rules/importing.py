"""A spreadsheet on its way into the roster: what may happen to it, one step at a time."""

from anbiao.rules.machine import Machine, State, Step
from anbiao.rules.refusal import N_

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
    ),
    steps=(
        Step("read", N_("Columns recognised"), frozenset({"uploaded"}), "mapping", "import enterprise"),
        Step("refuse", N_("Refuse the file"), frozenset({"uploaded", "checking", "writing"}), "refused", "import enterprise"),
        Step("map", N_("Confirm the columns"), frozenset({"mapping", "checked"}), "checking", "import enterprise"),
        Step("correct", N_("Correct a cell"), frozenset({"checked"}), "checking", "import enterprise"),
        Step("decide", N_("Decide a duplicate"), frozenset({"checked"}), "checking", "import enterprise"),
        Step("check", N_("Finish the check"), frozenset({"checking"}), "checked", "import enterprise"),
        Step("confirm", N_("Write the rows"), frozenset({"checked"}), "writing", "import enterprise"),
        Step("write", N_("Finish writing"), frozenset({"writing"}), "written", "import enterprise"),
        Step("cancel", N_("Cancel the import"), frozenset({"uploaded", "mapping", "checking", "checked", "writing"}), "cancelled", "import enterprise"),
        Step("remap", N_("Change the columns"), frozenset({"checked"}), "mapping", "import enterprise"),
    ),
)  # fmt: skip
