"""What somebody of the office is told."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0023_exports")]

    operations: list[migrations.operations.base.Operation] = []
