"""Whether single-letter shortcuts act."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_student_code")]

    operations: list[migrations.operations.base.Operation] = []
