"""What the migrations from 0008 to 0012 do, for a database that has none of them; whose e-mail addresses are none yet."""

import pgtrigger.compiler
import pgtrigger.migrations
import school.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0008_one_spelling_of_emails'), ('accounts', '0009_phone_code'), ('accounts', '0010_student_code'), ('accounts', '0011_shortcuts'), ('accounts', '0012_notice_choices')]

    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('accounts', '0007_search_and_guard'),
    ]

    operations = [
        school.migrating.AtOnce(
            operations=[
                pgtrigger.migrations.RemoveTrigger(
                    model_name='profile',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='profile',
                    name='update_update',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='profile',
                    name='delete_delete',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='user',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='user',
                    name='update_update',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='user',
                    name='delete_delete',
                ),
                migrations.AddField(
                    model_name='profile',
                    name='shortcuts',
                    field=models.BooleanField(db_default=True, default=True, verbose_name='keyboard shortcuts'),
                ),
                migrations.AddField(
                    model_name='profile',
                    name='mail_answered',
                    field=models.CharField(choices=[('at-once', 'At once'), ('digest', 'Every morning'), ('never', 'Never')], db_default='at-once', default='at-once', max_length=7, verbose_name='e-mail about answers of parents'),
                ),
                migrations.AddField(
                    model_name='profile',
                    name='mail_assigned',
                    field=models.CharField(choices=[('at-once', 'At once'), ('digest', 'Every morning'), ('never', 'Never')], db_default='digest', default='digest', max_length=7, verbose_name='e-mail about slips assigned to me'),
                ),
                migrations.AddField(
                    model_name='profile',
                    name='mail_promise',
                    field=models.CharField(choices=[('at-once', 'At once'), ('digest', 'Every morning'), ('never', 'Never')], db_default='at-once', default='at-once', max_length=7, verbose_name='e-mail about promised answers'),
                ),
                migrations.AddField(
                    model_name='profileevent',
                    name='shortcuts',
                    field=models.BooleanField(db_default=True, default=True, verbose_name='keyboard shortcuts'),
                ),
                migrations.AddField(
                    model_name='profileevent',
                    name='mail_answered',
                    field=models.CharField(choices=[('at-once', 'At once'), ('digest', 'Every morning'), ('never', 'Never')], db_default='at-once', default='at-once', max_length=7, verbose_name='e-mail about answers of parents'),
                ),
                migrations.AddField(
                    model_name='profileevent',
                    name='mail_assigned',
                    field=models.CharField(choices=[('at-once', 'At once'), ('digest', 'Every morning'), ('never', 'Never')], db_default='digest', default='digest', max_length=7, verbose_name='e-mail about slips assigned to me'),
                ),
                migrations.AddField(
                    model_name='profileevent',
                    name='mail_promise',
                    field=models.CharField(choices=[('at-once', 'At once'), ('digest', 'Every morning'), ('never', 'Never')], db_default='at-once', default='at-once', max_length=7, verbose_name='e-mail about promised answers'),
                ),
                migrations.AddField(
                    model_name='user',
                    name='phone_code_entered_at',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='phone code entered at'),
                ),
                migrations.AddField(
                    model_name='user',
                    name='student_code',
                    field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='student code'),
                ),
                migrations.AddField(
                    model_name='userevent',
                    name='phone_code_entered_at',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='phone code entered at'),
                ),
                migrations.AddField(
                    model_name='userevent',
                    name='student_code',
                    field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='student code'),
                ),
                migrations.AddConstraint(
                    model_name='profile',
                    constraint=models.CheckConstraint(condition=models.Q(('mail_assigned__in', ['at-once', 'digest', 'never']), ('mail_answered__in', ['at-once', 'digest', 'never']), ('mail_promise__in', ['at-once', 'digest', 'never'])), name='profile_mail_timings_known'),
                ),
                migrations.AddConstraint(
                    model_name='user',
                    constraint=models.UniqueConstraint(condition=models.Q(('student_code', ''), _negated=True), fields=('student_code',), name='user_student_code_unique'),
                ),
                migrations.AddConstraint(
                    model_name='user',
                    constraint=models.CheckConstraint(condition=models.Q(('student_code', ''), models.Q(('role', 'student'), ('student_code__regex', '^[A-Z0-9-]{3,20}$')), _connector='OR'), name='user_student_code_form'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='profile',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "mail_answered", "mail_assigned", "mail_promise", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts", "theme", "timezone", "user_id", "website") VALUES (NEW."bio", NEW."id", NEW."language", NEW."location", NEW."mail_answered", NEW."mail_assigned", NEW."mail_promise", NEW."notices", NEW."notifications_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."shortcuts", NEW."theme", NEW."timezone", NEW."user_id", NEW."website"); RETURN NULL;', hash='651f2d4c651b4f45b6d1b92cffcbffe06958a14d', operation='INSERT', pgid='pgtrigger_insert_insert_02af1', table='accounts_profile', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='profile',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "mail_answered", "mail_assigned", "mail_promise", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts", "theme", "timezone", "user_id", "website") VALUES (NEW."bio", NEW."id", NEW."language", NEW."location", NEW."mail_answered", NEW."mail_assigned", NEW."mail_promise", NEW."notices", NEW."notifications_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."shortcuts", NEW."theme", NEW."timezone", NEW."user_id", NEW."website"); RETURN NULL;', hash='8dcba664ce7ee3e7e81abd56d5435f20a3649e0c', operation='UPDATE', pgid='pgtrigger_update_update_fed28', table='accounts_profile', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='profile',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "mail_answered", "mail_assigned", "mail_promise", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts", "theme", "timezone", "user_id", "website") VALUES (OLD."bio", OLD."id", OLD."language", OLD."location", OLD."mail_answered", OLD."mail_assigned", OLD."mail_promise", OLD."notices", OLD."notifications_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."shortcuts", OLD."theme", OLD."timezone", OLD."user_id", OLD."website"); RETURN NULL;', hash='25bd3734e558e66083ac83bd98ef740dc834b639', operation='DELETE', pgid='pgtrigger_delete_delete_221fd', table='accounts_profile', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='user',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("archive_reason", "archived_at", "archived_by_id", "created_at", "deletion_requested_at", "email", "email_verified_at", "expires_at", "id", "image", "is_active", "is_guest", "name", "office_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_code_entered_at", "phone_verified_at", "purged_at", "role", "student_code") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."created_at", NEW."deletion_requested_at", NEW."email", NEW."email_verified_at", NEW."expires_at", NEW."id", NEW."image", NEW."is_active", NEW."is_guest", NEW."name", NEW."office_since", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."phone_code_entered_at", NEW."phone_verified_at", NEW."purged_at", NEW."role", NEW."student_code"); RETURN NULL;', hash='ce72e45c5ad5d3a47df74cf87374f2c0f00f5a07', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', table='accounts_user', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='user',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."archive_reason" IS DISTINCT FROM (NEW."archive_reason") OR OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."archived_by_id" IS DISTINCT FROM (NEW."archived_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."deletion_requested_at" IS DISTINCT FROM (NEW."deletion_requested_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."email_verified_at" IS DISTINCT FROM (NEW."email_verified_at") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."image" IS DISTINCT FROM (NEW."image") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_guest" IS DISTINCT FROM (NEW."is_guest") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."office_since" IS DISTINCT FROM (NEW."office_since") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."phone_code_entered_at" IS DISTINCT FROM (NEW."phone_code_entered_at") OR OLD."phone_verified_at" IS DISTINCT FROM (NEW."phone_verified_at") OR OLD."purged_at" IS DISTINCT FROM (NEW."purged_at") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."student_code" IS DISTINCT FROM (NEW."student_code"))', func='INSERT INTO "accounts_userevent" ("archive_reason", "archived_at", "archived_by_id", "created_at", "deletion_requested_at", "email", "email_verified_at", "expires_at", "id", "image", "is_active", "is_guest", "name", "office_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_code_entered_at", "phone_verified_at", "purged_at", "role", "student_code") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."created_at", NEW."deletion_requested_at", NEW."email", NEW."email_verified_at", NEW."expires_at", NEW."id", NEW."image", NEW."is_active", NEW."is_guest", NEW."name", NEW."office_since", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."phone_code_entered_at", NEW."phone_verified_at", NEW."purged_at", NEW."role", NEW."student_code"); RETURN NULL;', hash='f89dcd8985c1f6cb0e4285e81b266024191b74c5', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='user',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("archive_reason", "archived_at", "archived_by_id", "created_at", "deletion_requested_at", "email", "email_verified_at", "expires_at", "id", "image", "is_active", "is_guest", "name", "office_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_code_entered_at", "phone_verified_at", "purged_at", "role", "student_code") VALUES (OLD."archive_reason", OLD."archived_at", OLD."archived_by_id", OLD."created_at", OLD."deletion_requested_at", OLD."email", OLD."email_verified_at", OLD."expires_at", OLD."id", OLD."image", OLD."is_active", OLD."is_guest", OLD."name", OLD."office_since", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_code_entered_at", OLD."phone_verified_at", OLD."purged_at", OLD."role", OLD."student_code"); RETURN NULL;', hash='1b75d30e24a055022624246c1ee01ade300dda0f', operation='DELETE', pgid='pgtrigger_delete_delete_19f14', table='accounts_user', when='AFTER')),
                ),
            ],
        ),
    ]
