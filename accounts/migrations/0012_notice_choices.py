"""What somebody wants to be told by e-mail."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_shortcuts")]

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
            name="mail_answered",
            field=models.CharField(
                choices=[("at-once", "At once"), ("digest", "Every morning"), ("never", "Never")],
                db_default="at-once",
                default="at-once",
                max_length=7,
                verbose_name="e-mail about answers of parents",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="mail_assigned",
            field=models.CharField(
                choices=[("at-once", "At once"), ("digest", "Every morning"), ("never", "Never")],
                db_default="digest",
                default="digest",
                max_length=7,
                verbose_name="e-mail about slips assigned to me",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="mail_promise",
            field=models.CharField(
                choices=[("at-once", "At once"), ("digest", "Every morning"), ("never", "Never")],
                db_default="at-once",
                default="at-once",
                max_length=7,
                verbose_name="e-mail about promised answers",
            ),
        ),
        migrations.AddField(
            model_name="profileevent",
            name="mail_answered",
            field=models.CharField(
                choices=[("at-once", "At once"), ("digest", "Every morning"), ("never", "Never")],
                db_default="at-once",
                default="at-once",
                max_length=7,
                verbose_name="e-mail about answers of parents",
            ),
        ),
        migrations.AddField(
            model_name="profileevent",
            name="mail_assigned",
            field=models.CharField(
                choices=[("at-once", "At once"), ("digest", "Every morning"), ("never", "Never")],
                db_default="digest",
                default="digest",
                max_length=7,
                verbose_name="e-mail about slips assigned to me",
            ),
        ),
        migrations.AddField(
            model_name="profileevent",
            name="mail_promise",
            field=models.CharField(
                choices=[("at-once", "At once"), ("digest", "Every morning"), ("never", "Never")],
                db_default="at-once",
                default="at-once",
                max_length=7,
                verbose_name="e-mail about promised answers",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mail_assigned__in", ["at-once", "digest", "never"]),
                    ("mail_answered__in", ["at-once", "digest", "never"]),
                    ("mail_promise__in", ["at-once", "digest", "never"]),
                ),
                name="profile_mail_timings_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="profile",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "mail_answered", "mail_assigned", "mail_promise", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts", "theme", "timezone", "user_id", "website") VALUES (NEW."bio", NEW."id", NEW."language", NEW."location", NEW."mail_answered", NEW."mail_assigned", NEW."mail_promise", NEW."notices", NEW."notifications_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."shortcuts", NEW."theme", NEW."timezone", NEW."user_id", NEW."website"); RETURN NULL;',
                    hash="651f2d4c651b4f45b6d1b92cffcbffe06958a14d",
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
                    func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "mail_answered", "mail_assigned", "mail_promise", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts", "theme", "timezone", "user_id", "website") VALUES (NEW."bio", NEW."id", NEW."language", NEW."location", NEW."mail_answered", NEW."mail_assigned", NEW."mail_promise", NEW."notices", NEW."notifications_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."shortcuts", NEW."theme", NEW."timezone", NEW."user_id", NEW."website"); RETURN NULL;',
                    hash="8dcba664ce7ee3e7e81abd56d5435f20a3649e0c",
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
                    func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "mail_answered", "mail_assigned", "mail_promise", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts", "theme", "timezone", "user_id", "website") VALUES (OLD."bio", OLD."id", OLD."language", OLD."location", OLD."mail_answered", OLD."mail_assigned", OLD."mail_promise", OLD."notices", OLD."notifications_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."shortcuts", OLD."theme", OLD."timezone", OLD."user_id", OLD."website"); RETURN NULL;',
                    hash="25bd3734e558e66083ac83bd98ef740dc834b639",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_221fd",
                    table="accounts_profile",
                    when="AFTER",
                ),
            ),
        ),
    ]
