"""Two look-ups more than Django has: a column among thousands of values, and among what a small query finds; each as one array."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Field, Func, Lookup, QuerySet


@Field.register_lookup
class AmongMany(Lookup):
    """`uscc__among=codes`: as `__in`, with one parameter whatever the number of values (psycopg sends an array). Of a link: `AmongMany(F("enterprise_id"), ids)`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """`column = ANY(array)`."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]


class AmongFound(Func):
    """`column = ANY (ARRAY (SELECT …))`: as `__in` with a query, but found first and once. For few rows of a small table: the database keeps
    no statistics of a table of fewer than fifty rows, and a join with it would make it expect next to nothing.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()

    def __init__(self, column: str, rows: QuerySet[Any, Any]) -> None:
        super().__init__(F(column), ArraySubquery(rows))
