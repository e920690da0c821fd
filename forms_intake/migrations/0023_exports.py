"""Files that somebody has exported."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0022_notes")]

    operations: list[migrations.operations.base.Operation] = []
