"""Filters of the inbox that somebody has saved."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0020_search")]

    operations: list[migrations.operations.base.Operation] = []
