"""What oversight has for a person to do."""

from anbiao.oversight.work import circulars, instructions, rankings, reports  # noqa: F401
