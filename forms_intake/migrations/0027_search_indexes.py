"""The indexes of 0020's columns, built while slips are sent and read, and then the end of those they replace.

Outside any transaction, so a run that was cut short is begun again: whatever stands already is built anew.
"""

from typing import Any

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

# Those that Django had made for the two keys by itself.
_OF_KEYS = {
    "forms_intake_submission_assignee_id_1688dcfc": "assignee_id",
    "forms_intake_submission_branch_id_6825ac60": "branch_id",
}


class Built(AddIndexConcurrently):
    """An index whose build may have failed before: PostgreSQL keeps its name and says that it is invalid."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drops what is there and builds it."""
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.index.name}", params=None)
        super().database_forwards(app_label, schema_editor, from_state, to_state)


def _built(name: str, *fields: str) -> Built:
    return Built(model_name="submission", index=models.Index(fields=fields, name=name))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("forms_intake", "0026_answered_at")]

    operations = [
        _built("submission_form_type_at", "form_type", "-submitted_at", "-id"),
        _built("submission_shelf_at", "shelf", "-submitted_at", "-id"),
        _built("submission_branch_at", "branch", "-submitted_at", "-id"),
        _built("submission_assignee_at", "assignee", "-submitted_at", "-id"),
        _built("submission_name_key", "name_key", "id"),
        _built("submission_due_key", "due_key", "id"),
        Built(
            model_name="submission",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search_words", "facets"], name="submission_words"),
        ),
        RemoveIndexConcurrently(model_name="submission", name="submission_form_type"),
        RemoveIndexConcurrently(model_name="submission", name="submission_work_status"),
        RemoveIndexConcurrently(model_name="submission", name="submission_assignee_due"),
        RemoveIndexConcurrently(model_name="submission", name="submission_flags"),
        RemoveIndexConcurrently(model_name="submission", name="submission_search"),
        migrations.RunSQL(
            [f"DROP INDEX CONCURRENTLY IF EXISTS {name}" for name in _OF_KEYS],
            [
                f"CREATE INDEX CONCURRENTLY {name} ON forms_intake_submission ({column})"
                for name, column in _OF_KEYS.items()
            ],
            # Told to Django alone: by itself it would drop both keys and look all rows through to have them back.
            state_operations=[
                migrations.AlterField(
                    model_name="submission",
                    name="assignee",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="assigned_submissions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                migrations.AlterField(
                    model_name="submission",
                    name="branch",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="catalog.branch",
                        verbose_name="branch",
                    ),
                ),
            ],
        ),
    ]
