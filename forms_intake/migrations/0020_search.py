"""What finds slips: stored search words, facets and sort keys, and their indexes."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forms_intake.models import computed

_COMPUTED = ("search_words", "facets", "shelf", "due_key", "name_key")


def add_columns(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """All in one statement: PostgreSQL writes the table anew once, and not once for each of them."""
    model = apps.get_model("forms_intake", "Submission")
    added = []
    for name in _COMPUTED:
        field = model._meta.get_field(name)
        added.append(f"ADD COLUMN {name} {editor.column_sql(model, field)[0]}")
    editor.execute(f"ALTER TABLE {model._meta.db_table} {', '.join(added)}")


def drop_columns(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The way back."""
    model = apps.get_model("forms_intake", "Submission")
    editor.execute(f"ALTER TABLE {model._meta.db_table} {', '.join(f'DROP COLUMN {name}' for name in _COMPUTED)}")


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0019_hold_leaves")]

    operations = [
        migrations.RemoveIndex(
            model_name="submission",
            name="submission_form_type",
        ),
        migrations.RemoveIndex(
            model_name="submission",
            name="submission_work_status",
        ),
        migrations.RemoveIndex(
            model_name="submission",
            name="submission_assignee_due",
        ),
        migrations.RemoveIndex(
            model_name="submission",
            name="submission_flags",
        ),
        migrations.RemoveIndex(
            model_name="submission",
            name="submission_search",
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="submission",
                    name="due_key",
                    field=computed.Computed(
                        db_persist=True,
                        expression=models.Func(
                            output_field=models.DateTimeField(),
                            template="CASE WHEN work_status IN ('received', 'in_review') AND CASE WHEN archived_at IS NOT NULL THEN 'archived' WHEN 'possible_spam' = ANY (flags) THEN 'spam' WHEN work_status IN ('done', 'declined', 'withdrawn') THEN 'done' ELSE 'open' END = 'open' THEN coalesce(due_at, '9999-12-31 00:00:00+00'::timestamptz) ELSE '9999-12-31 00:00:00+00'::timestamptz END",
                        ),
                        output_field=models.DateTimeField(),
                    ),
                ),
                migrations.AddField(
                    model_name="submission",
                    name="facets",
                    field=computed.Computed(
                        db_persist=True,
                        expression=models.Func(
                            output_field=django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                            template="flags::text[] || ARRAY['form:' || form_type::text, 'work:' || work_status::text, 'lark:' || lark_status::text, 'shelf:' || CASE WHEN archived_at IS NOT NULL THEN 'archived' WHEN 'possible_spam' = ANY (flags) THEN 'spam' WHEN work_status IN ('done', 'declined', 'withdrawn') THEN 'done' ELSE 'open' END, 'branch:' || coalesce(branch_id::text, 'none'), 'assignee:' || coalesce(assignee_id::text, 'none')]",
                        ),
                        output_field=django.contrib.postgres.fields.ArrayField(
                            base_field=models.TextField(), size=None
                        ),
                    ),
                ),
                migrations.AddField(
                    model_name="submission",
                    name="name_key",
                    field=computed.Computed(
                        db_persist=True,
                        expression=models.Func(
                            output_field=models.TextField(db_collation="C"),
                            template="regexp_replace(student_name_folded, '^(.*) ([^ ]+)$', '\\2 \\1') || ' ' || student_name",
                        ),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                migrations.AddField(
                    model_name="submission",
                    name="search_words",
                    field=computed.Computed(
                        db_persist=True,
                        expression=models.Func(
                            output_field=django.contrib.postgres.search.SearchVectorField(),
                            template="array_to_tsvector(array_remove(string_to_array(translate(search_text, '!\"#$&''()*+,-./:;<=>?@[\\]^_`{|}~' || chr(37), '                                '), ' '), '') || ARRAY['~' || reverse(contact_phone), lower(replace(reference, '-', '')), lower(replace(substr(reference, 4), '-', '')), lower(right(reference, 4))])",
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                migrations.AddField(
                    model_name="submission",
                    name="shelf",
                    field=computed.Computed(
                        db_persist=True,
                        expression=models.Func(
                            output_field=models.CharField(max_length=8),
                            template="CASE WHEN archived_at IS NOT NULL THEN 'archived' WHEN 'possible_spam' = ANY (flags) THEN 'spam' WHEN work_status IN ('done', 'declined', 'withdrawn') THEN 'done' ELSE 'open' END",
                        ),
                        output_field=models.CharField(max_length=8),
                    ),
                ),
            ],
        ),
        migrations.RunPython(add_columns, drop_columns),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["form_type", "-submitted_at", "-id"], name="submission_form_type_at"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["shelf", "-submitted_at", "-id"], name="submission_shelf_at"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["branch", "-submitted_at", "-id"], name="submission_branch_at"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["assignee", "-submitted_at", "-id"], name="submission_assignee_at"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["name_key", "id"], name="submission_name_key"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["due_key", "id"], name="submission_due_key"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search_words", "facets"], name="submission_words"),
        ),
        migrations.AlterField(
            model_name="submission",
            name="assignee",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="assigned_submissions",
                to=settings.AUTH_USER_MODEL,
                verbose_name="assignee",
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="submissions",
                to="catalog.branch",
                verbose_name="branch",
            ),
        ),
    ]
