"""What oversight has for a person to do."""

from anbiao.oversight.work import circulars, followed, instructions, rankings, reports  # noqa: F401
