"""A column that holds a week: its Monday in the database, an IsoWeek in the program."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from anbiao.rules.calendar import IsoWeek

if TYPE_CHECKING:
    _Days = models.DateField[IsoWeek | date | str, IsoWeek]
else:
    _Days = models.DateField


class IsoWeekField(_Days):
    """Stored as the Monday, so that weeks sort, compare and add in SQL as days do; read and written as IsoWeek."""

    def from_db_value(self, value: date | None, _expression: Any, _connection: Any) -> IsoWeek | None:
        """The week of the stored Monday."""
        return None if value is None else IsoWeek.of(value)

    def to_python(self, value: Any) -> Any:
        """A week from a week, from any of its days, or from 2026-W49. Raises ValidationError."""
        if value is None or isinstance(value, IsoWeek):
            return value
        if isinstance(value, date):
            return IsoWeek.of(value)
        try:
            return IsoWeek.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value: Any) -> Any:
        """Its Monday."""
        week = self.to_python(value)
        return week.monday if isinstance(week, IsoWeek) else None

    def value_to_string(self, obj: Any) -> str:
        """2026-W49."""
        week = self.value_from_object(obj)
        return "" if week is None else str(week)
