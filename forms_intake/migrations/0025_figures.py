"""What the dashboard counts."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0024_notices")]

    operations: list[migrations.operations.base.Operation] = []
