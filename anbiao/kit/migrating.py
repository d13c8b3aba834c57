"""A migration and the note that it was done are one transaction: killed at any moment, it was done whole or not at all."""

from contextlib import nullcontext
from typing import Any

from django.db import transaction
from django.db.migrations.executor import MigrationExecutor


class WholeMigrations(MigrationExecutor):
    """Django's own, which notes a migration with new indexes or links after their commit: killed in between, it would try to make the
    same columns once more at every start.
    """

    def apply_migration(
        self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False
    ) -> Any:  # noqa: FBT001, FBT002, RUF100
        """As Django's, with its note in the same transaction, where the migration is one at all."""
        with transaction.atomic(using=self.connection.alias) if migration.atomic else nullcontext():
            return super().apply_migration(state, migration, fake, fake_initial)
