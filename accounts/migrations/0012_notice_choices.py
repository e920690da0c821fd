"""What somebody wants to be told by e-mail."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_shortcuts")]

    operations: list[migrations.operations.base.Operation] = []
