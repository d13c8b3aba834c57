"""What oversight reads; always from a scope."""

from anbiao.oversight.queries.figures import (
    BY,
    CAPABILITY,
    Asked,
    Counted,
    Line,
    Number,
    Table,
    Value,
    ask,
    count,
    figures,
    table,
    value_of,
)

__all__ = [
    "BY",
    "CAPABILITY",
    "Asked",
    "Counted",
    "Line",
    "Number",
    "Table",
    "Value",
    "ask",
    "count",
    "figures",
    "table",
    "value_of",
]
