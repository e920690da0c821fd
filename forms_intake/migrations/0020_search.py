"""What finds slips: stored search words, facets and sort keys. Their indexes are built in 0027, beside the work."""

import django.contrib.postgres.fields
import django.contrib.postgres.search
from django.apps.registry import Apps
from django.db import OperationalError, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forms_intake.models import computed

_COMPUTED = ("search_words", "facets", "shelf", "due_key", "name_key")
_PATIENCE, _TRIES = "1s", 60


def take(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Waits a second at a time: while a long reader holds the table, whoever sends a slip would queue behind this."""
    for left in reversed(range(_TRIES)):
        try:
            with transaction.atomic(using=editor.connection.alias), editor.connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
                cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
                return
        except OperationalError:
            if not left:
                raise


def add_columns(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """All in one statement: PostgreSQL writes the table anew once, and not once for each of them."""
    model = apps.get_model("forms_intake", "Submission")
    added = []
    for name in _COMPUTED:
        field = model._meta.get_field(name)
        added.append(f"ADD COLUMN {name} {editor.column_sql(model, field)[0]}")
    take(model._meta.db_table, editor)
    editor.execute(f"ALTER TABLE {model._meta.db_table} {', '.join(added)}")


def drop_columns(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The way back."""
    model = apps.get_model("forms_intake", "Submission")
    editor.execute(f"ALTER TABLE {model._meta.db_table} {', '.join(f'DROP COLUMN {name}' for name in _COMPUTED)}")


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0019_hold_leaves")]

    operations = [
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
                            template="regexp_replace(regexp_replace(translate(regexp_replace(regexp_replace(lower(normalize(student_name, NFKD)), '^(.*[^ ]) +([^ ]+) *$', '\\2 \\1'), U&'([\\0300\\0309\\0303\\0301\\0323])([^ ]*)', '\\2\\1', 'g'), U&'\\0306\\0302\\031b\\0300\\0309\\0303\\0301\\0323', '{|}12345'), '[đðɖ]', 'd{', 'g'), U&'[\\0300-\\036f]', '', 'g')",
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
    ]
