from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0014_status_page")]

    operations = []
