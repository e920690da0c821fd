"""Notes, reason templates and tasks of the office."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0021_saved_views")]

    operations: list[migrations.operations.base.Operation] = []
