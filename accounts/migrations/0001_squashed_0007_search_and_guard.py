"""What the migrations from 0001 to 0007 make, made whole, for a database that has none of them."""

import accounts.models
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
import phonenumber_field.modelfields
import school.clock
import school.folding
import school.migrating
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_people'), ('accounts', '0003_office_since'), ('accounts', '0004_invitation_mail'), ('accounts', '0005_history'), ('accounts', '0006_rolegroup'), ('accounts', '0007_search_and_guard')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        school.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('archive_reason', models.CharField(blank=True, default='', editable=False, max_length=200, verbose_name='reason for archiving')),
                        ('name', models.CharField(max_length=80, verbose_name='name')),
                        ('image', models.FileField(blank=True, upload_to='people/', verbose_name='picture')),
                        ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='e-mail')),
                        ('email_verified_at', models.DateTimeField(blank=True, null=True, verbose_name='e-mail verified at')),
                        ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='phone number')),
                        ('phone_verified_at', models.DateTimeField(blank=True, null=True, verbose_name='phone verified at')),
                        ('role', models.CharField(choices=[('admin', 'Administrator'), ('staff', 'Office staff'), ('teacher', 'Teacher'), ('student', 'Student')], default='student', max_length=10, verbose_name='role')),
                        ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                        ('is_guest', models.BooleanField(default=False, verbose_name='guest')),
                        ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires at')),
                        ('created_at', models.DateTimeField(default=school.clock.now, editable=False, verbose_name='created at')),
                        ('archived_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='archived by')),
                        ('deletion_requested_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='deletion asked for at')),
                        ('office_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='in the office since')),
                        ('purged_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='purged at')),
                        ('search_text', models.GeneratedField(db_persist=True, expression=school.folding.Folded(django.db.models.functions.text.Concat('name', models.Value(' '), 'email', models.Value(' '), 'phone', models.Value(' 0'), django.db.models.functions.text.Substr('phone', 4), output_field=models.TextField())), output_field=models.TextField())),
                    ],
                    options={
                        'verbose_name': 'user',
                        'verbose_name_plural': 'users',
                        'indexes': [models.Index(fields=['role', 'name'], name='user_role_name')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('archive_reason', ''), ('archived_at', None)), models.Q(models.Q(('archived_at', None), _negated=True), models.Q(('archive_reason', ''), _negated=True)), _connector='OR'), name='accounts_user_archived_with_reason'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique_without_case'), models.CheckConstraint(condition=models.Q(('role__in', ['admin', 'staff', 'teacher', 'student'])), name='user_role_known'), models.CheckConstraint(condition=models.Q(models.Q(('email', None), ('expires_at__isnull', False), ('is_guest', True), ('purged_at', None)), models.Q(('email__isnull', False), ('expires_at', None), ('is_guest', False), ('purged_at', None)), models.Q(('email', None), ('image', ''), ('is_active', False), ('phone', ''), ('purged_at__isnull', False)), _connector='OR'), name='user_is_guest_or_has_email'), models.CheckConstraint(condition=models.Q(('is_guest', False), ('role', 'student'), _connector='OR'), name='user_guest_has_no_rank'), models.UniqueConstraint(condition=models.Q(('phone_verified_at__isnull', False)), fields=('phone',), name='user_verified_phone_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='Profile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('bio', models.TextField(blank=True, max_length=1000, verbose_name='about')),
                        ('website', models.URLField(blank=True, verbose_name='website')),
                        ('location', models.CharField(blank=True, max_length=120, verbose_name='place')),
                        ('timezone', models.CharField(default='Asia/Ho_Chi_Minh', max_length=40, verbose_name='time zone')),
                        ('language', models.CharField(choices=[('vi', 'Vietnamese'), ('en', 'English')], default='vi', max_length=2, verbose_name='language')),
                        ('theme', models.CharField(choices=[('light', 'Light'), ('dark', 'Dark'), ('system', 'As the device')], default='system', max_length=6, verbose_name='theme')),
                        ('notifications_on', models.BooleanField(default=True, verbose_name='notifications')),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='profile', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                        ('notices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('assigned', 'A slip is assigned to me'), ('answered', 'A parent has answered'), ('delivery-failing', 'A slip cannot be delivered to Lark'), ('promise-due', 'A promised answer is due soon')], max_length=20), blank=True, default=accounts.models.all_notices, size=None, verbose_name='notices')),
                    ],
                    options={
                        'verbose_name': 'profile',
                        'verbose_name_plural': 'profiles',
                        'constraints': [models.CheckConstraint(condition=models.Q(('language__in', ['vi', 'en'])), name='profile_language_known'), models.CheckConstraint(condition=models.Q(('theme__in', ['light', 'dark', 'system'])), name='profile_theme_known'), models.CheckConstraint(condition=models.Q(('notices__contained_by', ['assigned', 'answered', 'delivery-failing', 'promise-due'])), name='profile_notices_known')],
                    },
                ),
                migrations.CreateModel(
                    name='ProfileEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('bio', models.TextField(blank=True, max_length=1000, verbose_name='about')),
                        ('website', models.URLField(blank=True, verbose_name='website')),
                        ('location', models.CharField(blank=True, max_length=120, verbose_name='place')),
                        ('timezone', models.CharField(default='Asia/Ho_Chi_Minh', max_length=40, verbose_name='time zone')),
                        ('language', models.CharField(choices=[('vi', 'Vietnamese'), ('en', 'English')], default='vi', max_length=2, verbose_name='language')),
                        ('theme', models.CharField(choices=[('light', 'Light'), ('dark', 'Dark'), ('system', 'As the device')], default='system', max_length=6, verbose_name='theme')),
                        ('notifications_on', models.BooleanField(default=True, verbose_name='notifications')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.profile')),
                        ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                        ('notices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('assigned', 'A slip is assigned to me'), ('answered', 'A parent has answered'), ('delivery-failing', 'A slip cannot be delivered to Lark'), ('promise-due', 'A promised answer is due soon')], max_length=20), blank=True, default=accounts.models.all_notices, size=None, verbose_name='notices')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='UserEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('archive_reason', models.CharField(blank=True, default='', editable=False, max_length=200, verbose_name='reason for archiving')),
                        ('name', models.CharField(max_length=80, verbose_name='name')),
                        ('image', models.FileField(blank=True, upload_to='people/', verbose_name='picture')),
                        ('email', models.EmailField(blank=True, max_length=254, null=True, verbose_name='e-mail')),
                        ('email_verified_at', models.DateTimeField(blank=True, null=True, verbose_name='e-mail verified at')),
                        ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='phone number')),
                        ('phone_verified_at', models.DateTimeField(blank=True, null=True, verbose_name='phone verified at')),
                        ('role', models.CharField(choices=[('admin', 'Administrator'), ('staff', 'Office staff'), ('teacher', 'Teacher'), ('student', 'Student')], default='student', max_length=10, verbose_name='role')),
                        ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                        ('is_guest', models.BooleanField(default=False, verbose_name='guest')),
                        ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires at')),
                        ('created_at', models.DateTimeField(default=school.clock.now, editable=False, verbose_name='created at')),
                        ('archived_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='archived by')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                        ('deletion_requested_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='deletion asked for at')),
                        ('office_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='in the office since')),
                        ('purged_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='purged at')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('guest', 'Guest'), ('account', 'Account')], max_length=8, verbose_name='kind')),
                        ('token_digest', models.CharField(editable=False, max_length=64, unique=True)),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                        ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                        ('role', models.CharField(choices=[('admin', 'Administrator'), ('staff', 'Office staff'), ('teacher', 'Teacher'), ('student', 'Student')], default='student', max_length=10, verbose_name='role')),
                        ('leads_to', models.CharField(blank=True, max_length=200, verbose_name='leads to')),
                        ('most_uses', models.PositiveIntegerField(blank=True, null=True, verbose_name='may be used')),
                        ('uses', models.PositiveIntegerField(default=0, editable=False, verbose_name='used')),
                        ('created_at', models.DateTimeField(default=school.clock.now, editable=False, verbose_name='created at')),
                        ('expires_at', models.DateTimeField(verbose_name='expires at')),
                        ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revoked at')),
                        ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                        ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                        ('language', models.CharField(choices=[('vi', 'Vietnamese'), ('en', 'English')], default='vi', max_length=2, verbose_name='language')),
                        ('mail_due_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('mailed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='e-mail sent at')),
                    ],
                    options={
                        'verbose_name': 'invitation',
                        'verbose_name_plural': 'invitations',
                        'ordering': ['-created_at', '-id'],
                        'indexes': [models.Index(fields=['expires_at'], name='invitation_expires'), models.Index(condition=models.Q(('mail_due_at__isnull', False)), fields=['mail_due_at'], name='invitation_mail_due')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['admin', 'staff', 'teacher', 'student'])), name='invitation_role_known'), models.CheckConstraint(condition=models.Q(models.Q(('email', ''), ('kind', 'guest'), ('role', 'student')), models.Q(('kind', 'account'), ('most_uses', 1), models.Q(('email', ''), _negated=True)), _connector='OR'), name='invitation_account_has_email'), models.CheckConstraint(condition=models.Q(('most_uses', None), ('uses__lte', models.F('most_uses')), _connector='OR'), name='invitation_not_overused'), models.CheckConstraint(condition=models.Q(('language__in', ['vi', 'en'])), name='invitation_language_known')],
                    },
                ),
                migrations.CreateModel(
                    name='InvitationEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('kind', models.CharField(choices=[('guest', 'Guest'), ('account', 'Account')], max_length=8, verbose_name='kind')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                        ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                        ('role', models.CharField(choices=[('admin', 'Administrator'), ('staff', 'Office staff'), ('teacher', 'Teacher'), ('student', 'Student')], default='student', max_length=10, verbose_name='role')),
                        ('leads_to', models.CharField(blank=True, max_length=200, verbose_name='leads to')),
                        ('most_uses', models.PositiveIntegerField(blank=True, null=True, verbose_name='may be used')),
                        ('uses', models.PositiveIntegerField(default=0, editable=False, verbose_name='used')),
                        ('created_at', models.DateTimeField(default=school.clock.now, editable=False, verbose_name='created at')),
                        ('expires_at', models.DateTimeField(verbose_name='expires at')),
                        ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revoked at')),
                        ('accepted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                        ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.invitation')),
                        ('language', models.CharField(choices=[('vi', 'Vietnamese'), ('en', 'English')], default='vi', max_length=2, verbose_name='language')),
                        ('mailed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='e-mail sent at')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='History',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'history',
                        'verbose_name_plural': 'history',
                        'proxy': True,
                        'default_permissions': ('view',),
                        'indexes': [],
                        'constraints': [],
                    },
                    bases=('pghistory.context',),
                ),
                migrations.CreateModel(
                    name='AccountEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('happened_at', models.DateTimeField(default=school.clock.now, verbose_name='happened at')),
                        ('kind', models.CharField(choices=[('signed-up', 'Signed up'), ('signed-in', 'Signed in'), ('signed-out', 'Signed out'), ('sign-in-failed', 'Sign-in failed'), ('code-rejected', 'Wrong code entered'), ('second-factor-failed', 'Second factor failed'), ('password-changed', 'Password changed'), ('password-reset', 'Password reset'), ('email-confirmed', 'E-mail address confirmed'), ('email-added', 'E-mail address added'), ('email-changed', 'E-mail address changed'), ('email-removed', 'E-mail address removed'), ('factor-added', 'Second factor added'), ('factor-removed', 'Second factor removed'), ('codes-renewed', 'Recovery codes renewed'), ('connected', 'Outside account connected'), ('disconnected', 'Outside account disconnected'), ('impersonated', 'Seen as this person: begun'), ('released', 'Seen as this person: ended'), ('history-exported', 'History exported')], max_length=24, verbose_name='kind')),
                        ('detail', models.CharField(blank=True, max_length=200, verbose_name='detail')),
                        ('address', models.GenericIPAddressField(blank=True, null=True, verbose_name='address')),
                        ('user_agent', models.CharField(blank=True, max_length=200, verbose_name='browser')),
                        ('request_id', models.CharField(blank=True, max_length=64, verbose_name='request')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'account event',
                        'verbose_name_plural': 'account events',
                        'ordering': ['-happened_at', '-id'],
                        'indexes': [models.Index(fields=['-happened_at', '-id'], name='accountevent_keyset'), models.Index(fields=['person', '-happened_at'], name='accountevent_person')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['signed-up', 'signed-in', 'signed-out', 'sign-in-failed', 'code-rejected', 'second-factor-failed', 'password-changed', 'password-reset', 'email-confirmed', 'email-added', 'email-changed', 'email-removed', 'factor-added', 'factor-removed', 'codes-renewed', 'connected', 'disconnected', 'impersonated', 'released', 'history-exported'])), name='accountevent_kind_known')],
                    },
                ),
                migrations.CreateModel(
                    name='RoleGroup',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'role',
                        'verbose_name_plural': 'roles',
                        'proxy': True,
                        'default_permissions': ('view',),
                        'indexes': [],
                        'constraints': [],
                    },
                    bases=('auth.group',),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='user',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("archive_reason", "archived_at", "archived_by_id", "created_at", "deletion_requested_at", "email", "email_verified_at", "expires_at", "id", "image", "is_active", "is_guest", "name", "office_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_verified_at", "purged_at", "role") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."created_at", NEW."deletion_requested_at", NEW."email", NEW."email_verified_at", NEW."expires_at", NEW."id", NEW."image", NEW."is_active", NEW."is_guest", NEW."name", NEW."office_since", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."phone_verified_at", NEW."purged_at", NEW."role"); RETURN NULL;', hash='3f6dcaede229ad0a34607eae22d35f4918d5b454', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', table='accounts_user', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='user',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."archive_reason" IS DISTINCT FROM (NEW."archive_reason") OR OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."archived_by_id" IS DISTINCT FROM (NEW."archived_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."deletion_requested_at" IS DISTINCT FROM (NEW."deletion_requested_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."email_verified_at" IS DISTINCT FROM (NEW."email_verified_at") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."image" IS DISTINCT FROM (NEW."image") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_guest" IS DISTINCT FROM (NEW."is_guest") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."office_since" IS DISTINCT FROM (NEW."office_since") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."phone_verified_at" IS DISTINCT FROM (NEW."phone_verified_at") OR OLD."purged_at" IS DISTINCT FROM (NEW."purged_at") OR OLD."role" IS DISTINCT FROM (NEW."role"))', func='INSERT INTO "accounts_userevent" ("archive_reason", "archived_at", "archived_by_id", "created_at", "deletion_requested_at", "email", "email_verified_at", "expires_at", "id", "image", "is_active", "is_guest", "name", "office_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_verified_at", "purged_at", "role") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."created_at", NEW."deletion_requested_at", NEW."email", NEW."email_verified_at", NEW."expires_at", NEW."id", NEW."image", NEW."is_active", NEW."is_guest", NEW."name", NEW."office_since", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."phone_verified_at", NEW."purged_at", NEW."role"); RETURN NULL;', hash='08ed4b5bd26b5ce7a0697f2b8766e8a9a0a030af', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='user',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("archive_reason", "archived_at", "archived_by_id", "created_at", "deletion_requested_at", "email", "email_verified_at", "expires_at", "id", "image", "is_active", "is_guest", "name", "office_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_verified_at", "purged_at", "role") VALUES (OLD."archive_reason", OLD."archived_at", OLD."archived_by_id", OLD."created_at", OLD."deletion_requested_at", OLD."email", OLD."email_verified_at", OLD."expires_at", OLD."id", OLD."image", OLD."is_active", OLD."is_guest", OLD."name", OLD."office_since", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_verified_at", OLD."purged_at", OLD."role"); RETURN NULL;', hash='138ccd70d04d74cc4156659599d6b9f543e04e6d', operation='DELETE', pgid='pgtrigger_delete_delete_19f14', table='accounts_user', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='user',
                    trigger=pgtrigger.compiler.Trigger(name='last_administrator_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."archived_at" IS NULL AND OLD."is_active" AND OLD."role" = \'admin\' AND NOT (NEW."archived_at" IS NULL AND NEW."is_active" AND NEW."role" = \'admin\'))', func="\n        PERFORM pg_advisory_xact_lock(hashtextextended('accounts.last_administrator', 0));\n        IF NOT EXISTS (\n            SELECT 1 FROM accounts_user WHERE role = 'admin' AND is_active AND archived_at IS NULL\n        ) THEN\n            RAISE EXCEPTION 'the last administrator stays'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'last_administrator_stays';\n        END IF;\n        RETURN NULL;\n    ", hash='15028b9aa72a0e726421e9c83838aaedd3a90866', operation='UPDATE', pgid='pgtrigger_last_administrator_stays_07127', table='accounts_user', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='profile',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme", "timezone", "user_id", "website") VALUES (NEW."bio", NEW."id", NEW."language", NEW."location", NEW."notices", NEW."notifications_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."theme", NEW."timezone", NEW."user_id", NEW."website"); RETURN NULL;', hash='9830a5937f5156916f1810c14f1b7cdd67cd648e', operation='INSERT', pgid='pgtrigger_insert_insert_02af1', table='accounts_profile', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='profile',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme", "timezone", "user_id", "website") VALUES (NEW."bio", NEW."id", NEW."language", NEW."location", NEW."notices", NEW."notifications_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."theme", NEW."timezone", NEW."user_id", NEW."website"); RETURN NULL;', hash='29a985c9fb668384187b716d2813b7ad3a142278', operation='UPDATE', pgid='pgtrigger_update_update_fed28', table='accounts_profile', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='profile',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_profileevent" ("bio", "id", "language", "location", "notices", "notifications_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme", "timezone", "user_id", "website") VALUES (OLD."bio", OLD."id", OLD."language", OLD."location", OLD."notices", OLD."notifications_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."theme", OLD."timezone", OLD."user_id", OLD."website"); RETURN NULL;', hash='7e8a366e36440431472f0ad78a12236ce2f4c745', operation='DELETE', pgid='pgtrigger_delete_delete_221fd', table='accounts_profile', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='invitation',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_invitationevent" ("accepted_by_id", "created_at", "created_by_id", "email", "expires_at", "id", "kind", "language", "leads_to", "mailed_at", "most_uses", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "role", "uses") VALUES (NEW."accepted_by_id", NEW."created_at", NEW."created_by_id", NEW."email", NEW."expires_at", NEW."id", NEW."kind", NEW."language", NEW."leads_to", NEW."mailed_at", NEW."most_uses", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revoked_at", NEW."role", NEW."uses"); RETURN NULL;', hash='70b717018b759466104c2d81fb05a86dd00140c2', operation='INSERT', pgid='pgtrigger_insert_insert_8c354', table='accounts_invitation', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='invitation',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_by_id" IS DISTINCT FROM (NEW."accepted_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."leads_to" IS DISTINCT FROM (NEW."leads_to") OR OLD."mailed_at" IS DISTINCT FROM (NEW."mailed_at") OR OLD."most_uses" IS DISTINCT FROM (NEW."most_uses") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."uses" IS DISTINCT FROM (NEW."uses"))', func='INSERT INTO "accounts_invitationevent" ("accepted_by_id", "created_at", "created_by_id", "email", "expires_at", "id", "kind", "language", "leads_to", "mailed_at", "most_uses", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "role", "uses") VALUES (NEW."accepted_by_id", NEW."created_at", NEW."created_by_id", NEW."email", NEW."expires_at", NEW."id", NEW."kind", NEW."language", NEW."leads_to", NEW."mailed_at", NEW."most_uses", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revoked_at", NEW."role", NEW."uses"); RETURN NULL;', hash='e36ed24e9c9ebb3f1cb140279109c197ebf494f5', operation='UPDATE', pgid='pgtrigger_update_update_4e12d', table='accounts_invitation', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='invitation',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_invitationevent" ("accepted_by_id", "created_at", "created_by_id", "email", "expires_at", "id", "kind", "language", "leads_to", "mailed_at", "most_uses", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "role", "uses") VALUES (OLD."accepted_by_id", OLD."created_at", OLD."created_by_id", OLD."email", OLD."expires_at", OLD."id", OLD."kind", OLD."language", OLD."leads_to", OLD."mailed_at", OLD."most_uses", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revoked_at", OLD."role", OLD."uses"); RETURN NULL;', hash='1ca32f6520992045f27eca727dffaefccbef3464', operation='DELETE', pgid='pgtrigger_delete_delete_f2c14', table='accounts_invitation', when='AFTER')),
                ),
                migrations.RunSQL(
                    sql="CREATE INDEX history_context_user ON pghistory_context ((metadata -> 'user')) INCLUDE (id)",
                    reverse_sql='DROP INDEX history_context_user',
                ),
                migrations.RunSQL(
                    sql="CREATE INDEX history_context_impersonated ON pghistory_context ((metadata -> 'impersonated_by')) WHERE metadata ? 'impersonated_by'",
                    reverse_sql='DROP INDEX history_context_impersonated',
                ),
            ],
        ),
    ]
