"""What oversight reads; always from a scope."""

from anbiao.oversight.queries.asked import CAPABILITY, Asked, ask
from anbiao.oversight.queries.behind import Behind, at_line, behind, campaign_of, place_words
from anbiao.oversight.queries.figures import (
    BY,
    Counted,
    Line,
    Number,
    Table,
    Value,
    by_week,
    count,
    figures,
    table,
    value_of,
)

__all__ = [
    "BY",
    "CAPABILITY",
    "Asked",
    "Behind",
    "Counted",
    "Line",
    "Number",
    "Table",
    "Value",
    "ask",
    "at_line",
    "behind",
    "by_week",
    "campaign_of",
    "count",
    "figures",
    "place_words",
    "table",
    "value_of",
]
