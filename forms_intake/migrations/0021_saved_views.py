"""Filters of the inbox that somebody has saved."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import school.clock


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0020_search"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations: list[migrations.operations.base.Operation] = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name of the list")),
                ("query", models.CharField(blank=True, max_length=500, verbose_name="filters")),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared with the office")),
                (
                    "created_at",
                    models.DateTimeField(default=school.clock.now, editable=False, verbose_name="created at"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved list",
                "verbose_name_plural": "saved lists",
                "ordering": ["name", "id"],
                "indexes": [
                    models.Index(condition=models.Q(("is_shared", True)), fields=["name"], name="saved_view_shared")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("owner"), django.db.models.functions.text.Lower("name"), name="saved_view_name"
                    ),
                    models.UniqueConstraint(fields=("owner", "query"), name="saved_view_query"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="saved_view_has_name"),
                ],
            },
        ),
    ]
