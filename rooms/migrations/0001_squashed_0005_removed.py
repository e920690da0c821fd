"""What the migrations from 0001 to 0005 make, made whole, for a database that has none of them."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import school.clock
import school.encryption
import school.migrating
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('rooms', '0001_initial'), ('rooms', '0002_history'), ('rooms', '0003_figures'), ('rooms', '0004_lessons'), ('rooms', '0005_removed')]

    initial = True

    dependencies = [
        ('accounts', '0012_notice_choices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        school.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Room',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('archive_reason', models.CharField(blank=True, default='', editable=False, max_length=200, verbose_name='reason for archiving')),
                        ('slug', models.SlugField(max_length=60, unique=True, verbose_name='web address')),
                        ('title', models.CharField(max_length=120, verbose_name='title')),
                        ('kind', models.CharField(choices=[('one-on-one', 'One-on-one'), ('class', 'Class')], default='one-on-one', max_length=12, verbose_name='kind')),
                        ('status', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=6, verbose_name='status')),
                        ('closed_reason', models.CharField(blank=True, choices=[('host_ended', 'Ended by the host'), ('host_absent', 'The host was away too long'), ('idle', 'Nobody was there'), ('expired', 'Its time was over'), ('staff_closed', 'Closed by the office')], max_length=12, verbose_name='closed because')),
                        ('is_locked', models.BooleanField(default=False, verbose_name='locked')),
                        ('has_lobby', models.BooleanField(default=True, verbose_name='lobby')),
                        ('opened_at', models.DateTimeField(default=school.clock.now, verbose_name='opened at')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                        ('archived_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='archived by')),
                        ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted_rooms', to=settings.AUTH_USER_MODEL, verbose_name='host')),
                        ('capacity', models.PositiveSmallIntegerField(db_default=2, default=2, verbose_name='people at most')),
                        ('not_after', models.DateTimeField(blank=True, null=True, verbose_name='not after')),
                        ('not_before', models.DateTimeField(blank=True, null=True, verbose_name='not before')),
                        ('relay_only', models.BooleanField(db_default=False, default=False, verbose_name='by relay only')),
                        ('spotlight', models.UUIDField(blank=True, editable=False, null=True)),
                    ],
                    options={
                        'verbose_name': 'room',
                        'verbose_name_plural': 'rooms',
                        'indexes': [models.Index(fields=['host', '-opened_at'], name='room_host_opened'), models.Index(fields=['status', '-opened_at'], name='room_status_opened')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('archive_reason', ''), ('archived_at', None)), models.Q(models.Q(('archived_at', None), _negated=True), models.Q(('archive_reason', ''), _negated=True)), _connector='OR'), name='rooms_room_archived_with_reason'), models.CheckConstraint(condition=models.Q(('kind__in', ['one-on-one', 'class'])), name='room_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_reason', ''), ('status', 'open')), models.Q(('closed_at__isnull', False), ('closed_reason__in', ['host_ended', 'host_absent', 'idle', 'expired', 'staff_closed']), ('status', 'closed')), _connector='OR'), name='room_closed_has_reason_and_time'), models.CheckConstraint(condition=models.Q(('capacity__gte', 2), ('capacity__lte', 50)), name='room_capacity_sensible'), models.CheckConstraint(condition=models.Q(('not_before', None), ('not_after', None), ('not_after__gt', models.F('not_before')), _connector='OR'), name='room_window_has_length')],
                    },
                ),
                migrations.CreateModel(
                    name='RoomEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('archive_reason', models.CharField(blank=True, default='', editable=False, max_length=200, verbose_name='reason for archiving')),
                        ('slug', models.SlugField(db_index=False, max_length=60, verbose_name='web address')),
                        ('title', models.CharField(max_length=120, verbose_name='title')),
                        ('kind', models.CharField(choices=[('one-on-one', 'One-on-one'), ('class', 'Class')], default='one-on-one', max_length=12, verbose_name='kind')),
                        ('status', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=6, verbose_name='status')),
                        ('closed_reason', models.CharField(blank=True, choices=[('host_ended', 'Ended by the host'), ('host_absent', 'The host was away too long'), ('idle', 'Nobody was there'), ('expired', 'Its time was over'), ('staff_closed', 'Closed by the office')], max_length=12, verbose_name='closed because')),
                        ('is_locked', models.BooleanField(default=False, verbose_name='locked')),
                        ('has_lobby', models.BooleanField(default=True, verbose_name='lobby')),
                        ('opened_at', models.DateTimeField(default=school.clock.now, verbose_name='opened at')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                        ('archived_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='archived by')),
                        ('host', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='host')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='rooms.room')),
                        ('capacity', models.PositiveSmallIntegerField(db_default=2, default=2, verbose_name='people at most')),
                        ('not_after', models.DateTimeField(blank=True, null=True, verbose_name='not after')),
                        ('not_before', models.DateTimeField(blank=True, null=True, verbose_name='not before')),
                        ('relay_only', models.BooleanField(db_default=False, default=False, verbose_name='by relay only')),
                        ('spotlight', models.UUIDField(blank=True, editable=False, null=True)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='RoomPeer',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('display_name', models.CharField(max_length=80, verbose_name='shown name')),
                        ('is_host', models.BooleanField(default=False, verbose_name='host')),
                        ('status', models.CharField(choices=[('joined', 'In the room'), ('left', 'Left')], default='joined', max_length=6, verbose_name='status')),
                        ('joined_at', models.DateTimeField(default=school.clock.now, verbose_name='joined at')),
                        ('last_seen_at', models.DateTimeField(default=school.clock.now, verbose_name='last seen at')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='peers', to='rooms.room', verbose_name='room')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='room_stays', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('away_since', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('is_camera', models.BooleanField(db_default=False, default=False, verbose_name='second camera')),
                        ('process', models.CharField(blank=True, db_default='', default='', editable=False, max_length=36)),
                        ('role', models.CharField(choices=[('host', 'Host'), ('student', 'Student'), ('observer', 'Observer')], db_default='student', default='student', max_length=8, verbose_name='role')),
                        ('secret_digest', models.CharField(blank=True, db_default='', default='', editable=False, max_length=64)),
                        ('sent_seq', models.PositiveBigIntegerField(db_default=0, default=0, editable=False)),
                        ('state', models.JSONField(db_default={}, default=dict, editable=False)),
                        ('lesson', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stays', to='rooms.lesson', verbose_name='lesson')),
                    ],
                    options={
                        'verbose_name': 'room stay',
                        'verbose_name_plural': 'room stays',
                        'indexes': [models.Index(fields=['room', 'status'], name='roompeer_room_status'), models.Index(condition=models.Q(('status', 'joined')), fields=['last_seen_at'], name='roompeer_joined_seen'), models.Index(fields=['joined_at'], name='roompeer_joined')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['joined', 'left'])), name='roompeer_status_known'), models.CheckConstraint(condition=models.Q(('role__in', ['host', 'student', 'observer'])), name='roompeer_role_known'), models.UniqueConstraint(condition=models.Q(('status', 'joined')), fields=('room', 'user', 'is_camera'), name='roompeer_joined_once_each')],
                    },
                ),
                migrations.CreateModel(
                    name='RoomPeerEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ('display_name', models.CharField(max_length=80, verbose_name='shown name')),
                        ('is_host', models.BooleanField(default=False, verbose_name='host')),
                        ('status', models.CharField(choices=[('joined', 'In the room'), ('left', 'Left')], default='joined', max_length=6, verbose_name='status')),
                        ('joined_at', models.DateTimeField(default=school.clock.now, verbose_name='joined at')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='rooms.roompeer')),
                        ('room', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='rooms.room', verbose_name='room')),
                        ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('is_camera', models.BooleanField(db_default=False, default=False, verbose_name='second camera')),
                        ('role', models.CharField(choices=[('host', 'Host'), ('student', 'Student'), ('observer', 'Observer')], db_default='student', default='student', max_length=8, verbose_name='role')),
                        ('lesson', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='rooms.lesson', verbose_name='lesson')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SignalingMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('offer', 'offer'), ('answer', 'answer'), ('ice', 'ice'), ('event', 'event')], max_length=6, verbose_name='kind')),
                        ('payload', models.JSONField(verbose_name='content')),
                        ('expires_at', models.DateTimeField(verbose_name='expires at')),
                        ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rooms.roompeer', verbose_name='to')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signals', to='rooms.room', verbose_name='room')),
                        ('sender', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rooms.roompeer', verbose_name='from')),
                        ('seq', models.PositiveBigIntegerField(db_default=0, default=0)),
                    ],
                    options={
                        'verbose_name': 'signal',
                        'verbose_name_plural': 'signals',
                        'indexes': [models.Index(fields=['room', 'recipient', 'id'], name='signal_room_recipient'), models.Index(fields=['expires_at'], name='signal_expires'), models.Index(fields=['recipient', 'seq'], name='signal_recipient_seq')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['offer', 'answer', 'ice', 'event'])), name='signal_kind_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Lesson',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('began_at', models.DateTimeField(default=school.clock.now, verbose_name='began at')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                        ('ended_reason', models.CharField(blank=True, choices=[('host_ended', 'Ended by the host'), ('host_absent', 'The host was away too long'), ('idle', 'Nobody was there'), ('expired', 'Its time was over'), ('staff_closed', 'Closed by the office')], max_length=12, verbose_name='ended because')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons', to='rooms.room', verbose_name='room')),
                    ],
                    options={
                        'verbose_name': 'lesson',
                        'verbose_name_plural': 'lessons',
                        'ordering': ['-began_at', '-id'],
                        'indexes': [models.Index(fields=['room', '-began_at'], name='lesson_room_began')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_reason', '')), models.Q(('ended_at__isnull', False), ('ended_reason__in', ['host_ended', 'host_absent', 'idle', 'expired', 'staff_closed'])), _connector='OR'), name='lesson_ended_has_reason'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('room',), name='lesson_one_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='LessonEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('id', models.BigIntegerField()),
                        ('began_at', models.DateTimeField(default=school.clock.now, verbose_name='began at')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                        ('ended_reason', models.CharField(blank=True, choices=[('host_ended', 'Ended by the host'), ('host_absent', 'The host was away too long'), ('idle', 'Nobody was there'), ('expired', 'Its time was over'), ('staff_closed', 'Closed by the office')], max_length=12, verbose_name='ended because')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='rooms.lesson')),
                        ('room', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='rooms.room', verbose_name='room')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='RoomInvite',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('host', 'Host'), ('student', 'Student'), ('observer', 'Observer')], default='student', max_length=8, verbose_name='role')),
                        ('token', school.encryption.EncryptedJSONField(editable=False)),
                        ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.invitation', verbose_name='invitation')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invites', to='rooms.room', verbose_name='room')),
                    ],
                    options={
                        'verbose_name': 'room invite',
                        'verbose_name_plural': 'room invites',
                        'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['student', 'observer'])), name='roominvite_role_known')],
                    },
                ),
                migrations.CreateModel(
                    name='RoomInviteEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('id', models.BigIntegerField()),
                        ('role', models.CharField(choices=[('host', 'Host'), ('student', 'Student'), ('observer', 'Observer')], default='student', max_length=8, verbose_name='role')),
                        ('invitation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.invitation', verbose_name='invitation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='rooms.roominvite')),
                        ('room', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='rooms.room', verbose_name='room')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='RoomKnock',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('display_name', models.CharField(max_length=80, verbose_name='shown name')),
                        ('knocked_at', models.DateTimeField(default=school.clock.now, verbose_name='knocked at')),
                        ('last_seen_at', models.DateTimeField(default=school.clock.now, verbose_name='last seen at')),
                        ('answer', models.CharField(blank=True, choices=[('admitted', 'Let in'), ('denied', 'Turned away'), ('gone', 'Went away')], max_length=8, verbose_name='answer')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='knocks', to='rooms.room', verbose_name='room')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'knock',
                        'verbose_name_plural': 'knocks',
                        'indexes': [models.Index(condition=models.Q(('answer', '')), fields=['last_seen_at'], name='roomknock_waiting')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answer__in', ['admitted', 'denied', 'gone']), ('answered_at__isnull', False)), _connector='OR'), name='roomknock_answer_has_time'), models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('room', 'user'), name='roomknock_waits_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RoomKnockEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('id', models.BigIntegerField()),
                        ('display_name', models.CharField(max_length=80, verbose_name='shown name')),
                        ('knocked_at', models.DateTimeField(default=school.clock.now, verbose_name='knocked at')),
                        ('answer', models.CharField(blank=True, choices=[('admitted', 'Let in'), ('denied', 'Turned away'), ('gone', 'Went away')], max_length=8, verbose_name='answer')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                        ('answered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='rooms.roomknock')),
                        ('room', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='rooms.room', verbose_name='room')),
                        ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='RoomMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('host', 'Host'), ('student', 'Student'), ('observer', 'Observer')], default='student', max_length=8, verbose_name='role')),
                        ('admitted_at', models.DateTimeField(blank=True, null=True, verbose_name='let in at')),
                        ('banned_at', models.DateTimeField(blank=True, null=True, verbose_name='banned at')),
                        ('created_at', models.DateTimeField(default=school.clock.now, editable=False, verbose_name='created at')),
                        ('invite', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='members', to='rooms.roominvite', verbose_name='invite')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='rooms.room', verbose_name='room')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='room_rights', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed at')),
                        ('followed', models.ManyToManyField(blank=True, editable=False, related_name='+', to='rooms.roominvite')),
                    ],
                    options={
                        'verbose_name': 'right to a room',
                        'verbose_name_plural': 'rights to rooms',
                        'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['host', 'student', 'observer'])), name='roommember_role_known'), models.UniqueConstraint(fields=('room', 'user'), name='roommember_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RoomMemberEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('id', models.BigIntegerField()),
                        ('role', models.CharField(choices=[('host', 'Host'), ('student', 'Student'), ('observer', 'Observer')], default='student', max_length=8, verbose_name='role')),
                        ('admitted_at', models.DateTimeField(blank=True, null=True, verbose_name='let in at')),
                        ('banned_at', models.DateTimeField(blank=True, null=True, verbose_name='banned at')),
                        ('created_at', models.DateTimeField(default=school.clock.now, editable=False, verbose_name='created at')),
                        ('invite', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='rooms.roominvite', verbose_name='invite')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='rooms.roommember')),
                        ('room', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='rooms.room', verbose_name='room')),
                        ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed at')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='room',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_roomevent" ("archive_reason", "archived_at", "archived_by_id", "capacity", "closed_at", "closed_reason", "has_lobby", "host_id", "id", "is_locked", "kind", "not_after", "not_before", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relay_only", "slug", "spotlight", "status", "title") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."capacity", NEW."closed_at", NEW."closed_reason", NEW."has_lobby", NEW."host_id", NEW."id", NEW."is_locked", NEW."kind", NEW."not_after", NEW."not_before", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."relay_only", NEW."slug", NEW."spotlight", NEW."status", NEW."title"); RETURN NULL;', hash='6f293b58858c405d2004eb48705ddb737717a970', operation='INSERT', pgid='pgtrigger_insert_insert_90c6b', table='rooms_room', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='room',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "rooms_roomevent" ("archive_reason", "archived_at", "archived_by_id", "capacity", "closed_at", "closed_reason", "has_lobby", "host_id", "id", "is_locked", "kind", "not_after", "not_before", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relay_only", "slug", "spotlight", "status", "title") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."capacity", NEW."closed_at", NEW."closed_reason", NEW."has_lobby", NEW."host_id", NEW."id", NEW."is_locked", NEW."kind", NEW."not_after", NEW."not_before", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."relay_only", NEW."slug", NEW."spotlight", NEW."status", NEW."title"); RETURN NULL;', hash='1e702200989f50693d7fcec4ab01429d7a1658f7', operation='UPDATE', pgid='pgtrigger_update_update_bc0bc', table='rooms_room', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='room',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_roomevent" ("archive_reason", "archived_at", "archived_by_id", "capacity", "closed_at", "closed_reason", "has_lobby", "host_id", "id", "is_locked", "kind", "not_after", "not_before", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relay_only", "slug", "spotlight", "status", "title") VALUES (OLD."archive_reason", OLD."archived_at", OLD."archived_by_id", OLD."capacity", OLD."closed_at", OLD."closed_reason", OLD."has_lobby", OLD."host_id", OLD."id", OLD."is_locked", OLD."kind", OLD."not_after", OLD."not_before", OLD."opened_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."relay_only", OLD."slug", OLD."spotlight", OLD."status", OLD."title"); RETURN NULL;', hash='2e56f6d5641eac0bf155f9b022e821c7a965d19a', operation='DELETE', pgid='pgtrigger_delete_delete_a5eda', table='rooms_room', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roompeer',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_roompeerevent" ("display_name", "id", "is_camera", "is_host", "joined_at", "lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "room_id", "status", "user_id") VALUES (NEW."display_name", NEW."id", NEW."is_camera", NEW."is_host", NEW."joined_at", NEW."lesson_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."room_id", NEW."status", NEW."user_id"); RETURN NULL;', hash='7383748db9ef5c01b7b1565a4b15a0131e63f8cb', operation='INSERT', pgid='pgtrigger_insert_insert_5148d', table='rooms_roompeer', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roompeer',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."display_name" IS DISTINCT FROM (NEW."display_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_camera" IS DISTINCT FROM (NEW."is_camera") OR OLD."is_host" IS DISTINCT FROM (NEW."is_host") OR OLD."joined_at" IS DISTINCT FROM (NEW."joined_at") OR OLD."lesson_id" IS DISTINCT FROM (NEW."lesson_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."room_id" IS DISTINCT FROM (NEW."room_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "rooms_roompeerevent" ("display_name", "id", "is_camera", "is_host", "joined_at", "lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "room_id", "status", "user_id") VALUES (NEW."display_name", NEW."id", NEW."is_camera", NEW."is_host", NEW."joined_at", NEW."lesson_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."room_id", NEW."status", NEW."user_id"); RETURN NULL;', hash='9705f0459485b74d1bedc7cd39677390f3b28d94', operation='UPDATE', pgid='pgtrigger_update_update_e8483', table='rooms_roompeer', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roompeer',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_roompeerevent" ("display_name", "id", "is_camera", "is_host", "joined_at", "lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "room_id", "status", "user_id") VALUES (OLD."display_name", OLD."id", OLD."is_camera", OLD."is_host", OLD."joined_at", OLD."lesson_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."room_id", OLD."status", OLD."user_id"); RETURN NULL;', hash='fab96807d7473a6ed44ed0ead1de8fe46304c732', operation='DELETE', pgid='pgtrigger_delete_delete_e20dd', table='rooms_roompeer', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='lesson',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_lessonevent" ("began_at", "ended_at", "ended_reason", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id") VALUES (NEW."began_at", NEW."ended_at", NEW."ended_reason", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."room_id"); RETURN NULL;', hash='1bd11ea7f37a067c27eab65ef2a3946b453f3c8e', operation='INSERT', pgid='pgtrigger_insert_insert_bbd9d', table='rooms_lesson', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='lesson',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "rooms_lessonevent" ("began_at", "ended_at", "ended_reason", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id") VALUES (NEW."began_at", NEW."ended_at", NEW."ended_reason", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."room_id"); RETURN NULL;', hash='f47b97e2b892509acb8c3cccd81a42e2bddd074d', operation='UPDATE', pgid='pgtrigger_update_update_4a254', table='rooms_lesson', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='lesson',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_lessonevent" ("began_at", "ended_at", "ended_reason", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id") VALUES (OLD."began_at", OLD."ended_at", OLD."ended_reason", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."room_id"); RETURN NULL;', hash='7ca94ce69277a6f4d87b228fda47830e34fa956e', operation='DELETE', pgid='pgtrigger_delete_delete_192a9', table='rooms_lesson', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roominvite',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_roominviteevent" ("id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "room_id") VALUES (NEW."id", NEW."invitation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."room_id"); RETURN NULL;', hash='7f0be08ef8db2abe2bf1b0cea67da101596ab84f', operation='INSERT', pgid='pgtrigger_insert_insert_6102b', table='rooms_roominvite', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roominvite',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invitation_id" IS DISTINCT FROM (NEW."invitation_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."room_id" IS DISTINCT FROM (NEW."room_id"))', func='INSERT INTO "rooms_roominviteevent" ("id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "room_id") VALUES (NEW."id", NEW."invitation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."room_id"); RETURN NULL;', hash='69584a63fe1ca934c0f0ee776df5d8245a240b3d', operation='UPDATE', pgid='pgtrigger_update_update_c1da3', table='rooms_roominvite', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roominvite',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_roominviteevent" ("id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "room_id") VALUES (OLD."id", OLD."invitation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."room_id"); RETURN NULL;', hash='6d237fc625a260039cd77e2fbf96eece586c72f3', operation='DELETE', pgid='pgtrigger_delete_delete_3555d', table='rooms_roominvite', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roomknock',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_roomknockevent" ("answer", "answered_at", "answered_by_id", "display_name", "id", "knocked_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "user_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."display_name", NEW."id", NEW."knocked_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."room_id", NEW."user_id"); RETURN NULL;', hash='47decb5e2236206ac8e087575c230b43b5cb9770', operation='INSERT', pgid='pgtrigger_insert_insert_43314', table='rooms_roomknock', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roomknock',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by_id" IS DISTINCT FROM (NEW."answered_by_id") OR OLD."display_name" IS DISTINCT FROM (NEW."display_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."knocked_at" IS DISTINCT FROM (NEW."knocked_at") OR OLD."room_id" IS DISTINCT FROM (NEW."room_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "rooms_roomknockevent" ("answer", "answered_at", "answered_by_id", "display_name", "id", "knocked_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "user_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."display_name", NEW."id", NEW."knocked_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."room_id", NEW."user_id"); RETURN NULL;', hash='e195ac83ff1f6bf0d7b51269015fb7b0b640c6e8', operation='UPDATE', pgid='pgtrigger_update_update_a3a68', table='rooms_roomknock', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roomknock',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_roomknockevent" ("answer", "answered_at", "answered_by_id", "display_name", "id", "knocked_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "user_id") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."display_name", OLD."id", OLD."knocked_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."room_id", OLD."user_id"); RETURN NULL;', hash='164b334342fd3e8384b81a1f8dbb43477d90047c', operation='DELETE', pgid='pgtrigger_delete_delete_77ffe', table='rooms_roomknock', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roommember',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_roommemberevent" ("admitted_at", "banned_at", "created_at", "id", "invite_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "role", "room_id", "user_id") VALUES (NEW."admitted_at", NEW."banned_at", NEW."created_at", NEW."id", NEW."invite_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removed_at", NEW."role", NEW."room_id", NEW."user_id"); RETURN NULL;', hash='3808a43f2da4be6da29c2be8e02bd462e1754af7', operation='INSERT', pgid='pgtrigger_insert_insert_66a40', table='rooms_roommember', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roommember',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "rooms_roommemberevent" ("admitted_at", "banned_at", "created_at", "id", "invite_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "role", "room_id", "user_id") VALUES (NEW."admitted_at", NEW."banned_at", NEW."created_at", NEW."id", NEW."invite_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removed_at", NEW."role", NEW."room_id", NEW."user_id"); RETURN NULL;', hash='db8ac78f8e2fb22135839300fdb21b50dcf1e806', operation='UPDATE', pgid='pgtrigger_update_update_356b4', table='rooms_roommember', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='roommember',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rooms_roommemberevent" ("admitted_at", "banned_at", "created_at", "id", "invite_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "role", "room_id", "user_id") VALUES (OLD."admitted_at", OLD."banned_at", OLD."created_at", OLD."id", OLD."invite_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."removed_at", OLD."role", OLD."room_id", OLD."user_id"); RETURN NULL;', hash='1bf9ce678a6f7c78a19d5e3d5f15d7596412ea9b', operation='DELETE', pgid='pgtrigger_delete_delete_c0843', table='rooms_roommember', when='AFTER')),
                ),
            ],
        ),
    ]
