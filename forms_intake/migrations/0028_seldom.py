"""The index of declined and withdrawn slips, built while slips are sent and read.

Outside any transaction, so a run that was cut short is begun again: what stands already is built anew.
"""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Built(AddIndexConcurrently):
    """An index whose build may have failed before: PostgreSQL keeps its name and says that it is invalid."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drops what is there and builds it."""
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.index.name}", params=None)
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("forms_intake", "0027_search_indexes")]

    operations = [
        Built(
            model_name="submission",
            index=models.Index(
                fields=["work_status", "-submitted_at", "-id"],
                condition=models.Q(work_status__in=["declined", "withdrawn"]),
                name="submission_seldom_at",
            ),
        ),
    ]
