"""What the migrations from 0001 to 0003 make, made whole, for a database that has none of them."""

import django.db.models.deletion
import school.clock
import school.migrating
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('school', '0001_initial'), ('school', '0002_tombstones'), ('school', '0003_history')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        school.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Heartbeat',
                    fields=[
                        ('name', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='name')),
                        ('seen_at', models.DateTimeField(verbose_name='seen at')),
                    ],
                    options={
                        'verbose_name': 'heartbeat',
                        'verbose_name_plural': 'heartbeats',
                    },
                ),
                migrations.CreateModel(
                    name='Tombstone',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('label', models.CharField(max_length=80, verbose_name='table')),
                        ('object_pk', models.CharField(max_length=40, verbose_name='id')),
                        ('pseudonym', models.CharField(max_length=40, verbose_name='known as')),
                        ('purged_at', models.DateTimeField(default=school.clock.now, verbose_name='purged at')),
                        ('rule', models.CharField(max_length=120, verbose_name='because of')),
                    ],
                    options={
                        'verbose_name': 'tombstone',
                        'verbose_name_plural': 'tombstones',
                        'ordering': ['-purged_at', '-id'],
                        'constraints': [models.UniqueConstraint(fields=('label', 'object_pk'), name='tombstone_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SensitiveRead',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('read_at', models.DateTimeField(default=school.clock.now, verbose_name='read at')),
                        ('label', models.CharField(max_length=80, verbose_name='table')),
                        ('object_pk', models.CharField(max_length=40, verbose_name='id')),
                        ('field', models.CharField(max_length=40, verbose_name='field')),
                        ('address', models.GenericIPAddressField(blank=True, null=True, verbose_name='address')),
                        ('request_id', models.CharField(blank=True, max_length=64, verbose_name='request')),
                        ('reader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='read by')),
                        ('impersonated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='through')),
                    ],
                    options={
                        'verbose_name': 'sensitive read',
                        'verbose_name_plural': 'sensitive reads',
                        'ordering': ['-read_at', '-id'],
                        'indexes': [models.Index(fields=['-read_at', '-id'], name='sensitiveread_keyset'), models.Index(fields=['label', 'object_pk'], name='sensitiveread_object')],
                    },
                ),
            ],
        ),
    ]
