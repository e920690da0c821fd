from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0016_handover")]

    operations = []
