from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0015_personal_links")]

    operations = []
