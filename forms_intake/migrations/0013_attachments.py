from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0012_alert_of_no_destination")]

    operations = []
