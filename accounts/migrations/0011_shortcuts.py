"""Whether single-letter shortcuts act."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_student_code"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="profile",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="profile",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="profile",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="profile",
            name="shortcuts",
            field=models.BooleanField(db_default=True, default=True, verbose_name="keyboard shortcuts"),
        ),
        migrations.AddField(
            model_name="profileevent",
            name="shortcuts",
            field=models.BooleanField(db_default=True, default=True, verbose_name="keyboard shortcuts"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="profile",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts", "theme", "timezone", "user_id", "website") VALUES (NEW."bio", NEW."id", NEW."language", NEW."location", NEW."notices", NEW."notifications_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."shortcuts", NEW."theme", NEW."timezone", NEW."user_id", NEW."website"); RETURN NULL;',
                    hash="563e4ffa297c5abf54a57a3207d6955ddea9848f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_02af1",
                    table="accounts_profile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="profile",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts", "theme", "timezone", "user_id", "website") VALUES (NEW."bio", NEW."id", NEW."language", NEW."location", NEW."notices", NEW."notifications_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."shortcuts", NEW."theme", NEW."timezone", NEW."user_id", NEW."website"); RETURN NULL;',
                    hash="5f1c4f1443be3725945951b98010f05764193e5a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fed28",
                    table="accounts_profile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="profile",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts", "theme", "timezone", "user_id", "website") VALUES (OLD."bio", OLD."id", OLD."language", OLD."location", OLD."notices", OLD."notifications_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."shortcuts", OLD."theme", OLD."timezone", OLD."user_id", OLD."website"); RETURN NULL;',
                    hash="8da10d9ba39a3c3bb6305dda1e522c29051b12f5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_221fd",
                    table="accounts_profile",
                    when="AFTER",
                ),
            ),
        ),
    ]
