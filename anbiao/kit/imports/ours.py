"""By what is known again that we leave in workbooks: our marks in an office's own, and in templates what is not data."""

OURS = '"ANBIAO"="ANBIAO"'  # the condition of our colours: always true
RULE = "\n———\n"  # between what an office had remarked on a cell and what we say of it
WHO = "安标 Anbiao"
SUMMARY = (
    "说明：安标检查",
    "Note: Anbiao check",
)  # a line that begins so is ours, and a note to whoever reads the file
# A row of a template that begins like this is its example, whatever language it was made in; it is never written.
EXAMPLE_MARKS = ("示例：", "Example: ")
# The sheets of a template that feed its drop-downs and explain it; no import reads them.
CHOICES_SHEET = "选项 choices"
NOTES_SHEET = "填写说明 notes"
OUR_SHEETS = frozenset({CHOICES_SHEET, NOTES_SHEET})
