"""One look-up more than Django has: a column among thousands of values, given to the database as one array."""

from typing import Any

from django.db.models import Field, Lookup


@Field.register_lookup
class AmongMany(Lookup):
    """`uscc__among=codes`: as `__in`, with one parameter whatever the number of values (psycopg sends an array). Not for links."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """`column = ANY(array)`."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]
