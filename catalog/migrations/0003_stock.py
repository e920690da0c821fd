"""Price history and movements of stock."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_history")]

    operations: list[migrations.operations.base.Operation] = []
