from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0010_chats_of_all_apps"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("ip_hash", ""), _negated=True),
                fields=["ip_hash", "-submitted_at"],
                name="submission_address",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["contact_phone", "-submitted_at"], name="submission_telephone"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                models.Func(
                    Lower("contact_email"),
                    models.Value(r"\+[^@]*"),
                    models.Value(""),
                    function="regexp_replace",
                ),
                condition=models.Q(("contact_email", ""), _negated=True),
                name="submission_mailbox",
            ),
        ),
    ]
