"""By what the marks are known again that we leave in an office's workbook."""

OURS = '"ANBIAO"="ANBIAO"'  # the condition of our colours: always true
RULE = "\n———\n"  # between what an office had remarked on a cell and what we say of it
WHO = "安标 Anbiao"
SUMMARY = (
    "说明：安标检查",
    "Note: Anbiao check",
)  # a line that begins so is ours, and a note to whoever reads the file
