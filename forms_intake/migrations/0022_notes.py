"""Notes, reason templates and tasks of the office."""

from typing import Any

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import school.clock

# What a school asks and answers most often; a beginning, which administrators change as they like.
_TEMPLATES = [
    ("needs-info", "", "Thiếu giấy tờ", "Papers missing",
     "Bạn gửi thêm giấy tờ kèm theo giúp trung tâm: chụp rõ cả bốn góc, rồi thêm ngay trên trang theo dõi phiếu.",
     "Please add the papers that belong to this slip: take a clear picture and add it on the page of this slip."),
    ("needs-info", "", "Hỏi lại số điện thoại", "Telephone number",
     "Trung tâm gọi số bạn để lại mà chưa gặp. Bạn cho biết số khác, hoặc giờ nào tiện nghe máy.",
     "We called the number you left and reached nobody. Tell us another number, or a time that suits you."),
    ("needs-info", "", "Mã học viên", "Student code",
     "Trung tâm chưa tìm thấy học viên {student}. Bạn cho biết mã học viên, hoặc tên lớp và giáo viên.",
     "We could not find {student}. Tell us the student code, or the class and the teacher."),
    ("needs-info", "leave-request", "Giờ học bù", "Make-up time",
     "Các khung giờ bạn chọn đã kín. Bạn cho biết thêm hai khung giờ khác có thể học bù.",
     "The times you chose are taken. Tell us two more times that would suit for the make-up lesson."),
    ("needs-info", "change", "Khung giờ khác", "Other times",
     "Các khung giờ bạn muốn đã kín tại {branch}. Bạn cho biết thêm khung giờ khác, hoặc giáo viên khác.",
     "The times you asked for are taken at {branch}. Tell us other times, or another teacher."),
    ("decline", "", "Phiếu trùng", "Sent twice",
     "Trung tâm đã nhận một phiếu khác với cùng nội dung và xử lý theo phiếu đó.",
     "We have another slip that says the same, and deal with that one."),
    ("decline", "", "Gửi nhầm loại phiếu", "Wrong kind of slip",
     "Nội dung này cần một loại phiếu khác. Bạn chọn lại loại phiếu phù hợp, hoặc gọi trung tâm để được hướng dẫn.",
     "This needs another kind of slip. Choose the one that fits, or call us and we will help."),
    ("decline", "leave-request", "Đã hết số buổi nghỉ", "No leaves left",
     "Khoá này đã nghỉ đủ số buổi theo quy định nên buổi này tính là đã học. Gọi trung tâm nếu bạn có lý do đặc biệt.",
     "This course has used all its leaves, so this lesson counts as taken. Call us if there is a special reason."),
    ("decline", "change", "Không còn lịch phù hợp", "No lesson time free",
     "Hiện {branch} không còn lịch phù hợp. Lịch cũ của {student} được giữ nguyên. Trung tâm sẽ báo khi có chỗ.",
     "No fitting time is free at {branch} now. The old time of {student} stays. We will tell you when one is free."),
    ("decline", "transfer", "Khoá học không chuyển được", "Cannot be passed on",
     "Khoá học này không chuyển nhượng được theo quy định đã ghi trên phiếu. Gọi trung tâm để được tư vấn cách khác.",
     "Under the rules on the slip this course cannot be passed on. Call us and we will look for another way."),
    ("decline", "hold", "Ngoài thời hạn bảo lưu", "Longer than a hold may be",
     "Thời gian bạn muốn dài hơn quy định bảo lưu. Bạn gửi lại phiếu với thời gian ngắn hơn, hoặc gọi trung tâm.",
     "The time you ask for is longer than a hold may be. Send the slip again with a shorter time, or call us."),
]  # fmt: skip


def _write_templates(apps: Any, _editor: Any) -> None:
    """Each in both languages: the sender reads it in the language of the slip."""
    rows = apps.get_model("forms_intake", "ReasonTemplate")
    for place, (verb, form_type, *words) in enumerate(_TEMPLATES, 1):
        title_vi, title_en, text_vi, text_en = words
        for language, title, text in (("vi", title_vi, text_vi), ("en", title_en, text_en)):
            given = {"verb": verb, "form_type": form_type, "language": language, "title": title, "text": text}
            rows.objects.create(**given, place=place * 10)


class Migration(migrations.Migration):
    dependencies = [
        ("forms_intake", "0021_saved_views"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived at"),
                ),
                (
                    "archive_reason",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=200, verbose_name="reason for archiving"
                    ),
                ),
                ("text", models.CharField(max_length=2000, verbose_name="text")),
                ("at", models.DateTimeField(default=school.clock.now, verbose_name="written at")),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="NoteEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("id", models.BigIntegerField()),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived at"),
                ),
                (
                    "archive_reason",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=200, verbose_name="reason for archiving"
                    ),
                ),
                ("text", models.CharField(max_length=2000, verbose_name="text")),
                ("at", models.DateTimeField(default=school.clock.now, verbose_name="written at")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReasonTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived at"),
                ),
                (
                    "archive_reason",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=200, verbose_name="reason for archiving"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("take", "Take"),
                            ("approve", "Approve"),
                            ("decline", "Decline"),
                            ("needs-info", "Ask for information"),
                            ("done", "Done"),
                            ("withdraw", "Withdraw"),
                            ("reopen", "Back to review"),
                        ],
                        max_length=10,
                        verbose_name="used when",
                    ),
                ),
                (
                    "form_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("student-info", "Student information slip"),
                            ("leave-request", "Leave request slip"),
                            ("transfer", "Transfer slip"),
                            ("hold", "Hold slip"),
                            ("change", "Change slip"),
                        ],
                        help_text="Leave empty to offer it for every slip.",
                        max_length=20,
                        verbose_name="form type",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("vi", "Tiếng Việt"), ("en", "English")],
                        default="vi",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "title",
                    models.CharField(help_text="What the office chooses it by.", max_length=80, verbose_name="title"),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="The sender reads it. {student} and {branch} are filled in from the slip.",
                        max_length=300,
                        verbose_name="text",
                    ),
                ),
                (
                    "place",
                    models.PositiveSmallIntegerField(
                        default=100, help_text="Small numbers stand first.", verbose_name="place"
                    ),
                ),
            ],
            options={
                "verbose_name": "reason template",
                "verbose_name_plural": "reason templates",
                "ordering": ["verb", "place", "title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReasonTemplateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("id", models.BigIntegerField()),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived at"),
                ),
                (
                    "archive_reason",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=200, verbose_name="reason for archiving"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("take", "Take"),
                            ("approve", "Approve"),
                            ("decline", "Decline"),
                            ("needs-info", "Ask for information"),
                            ("done", "Done"),
                            ("withdraw", "Withdraw"),
                            ("reopen", "Back to review"),
                        ],
                        max_length=10,
                        verbose_name="used when",
                    ),
                ),
                (
                    "form_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("student-info", "Student information slip"),
                            ("leave-request", "Leave request slip"),
                            ("transfer", "Transfer slip"),
                            ("hold", "Hold slip"),
                            ("change", "Change slip"),
                        ],
                        help_text="Leave empty to offer it for every slip.",
                        max_length=20,
                        verbose_name="form type",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("vi", "Tiếng Việt"), ("en", "English")],
                        default="vi",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "title",
                    models.CharField(help_text="What the office chooses it by.", max_length=80, verbose_name="title"),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="The sender reads it. {student} and {branch} are filled in from the slip.",
                        max_length=300,
                        verbose_name="text",
                    ),
                ),
                (
                    "place",
                    models.PositiveSmallIntegerField(
                        default=100, help_text="Small numbers stand first.", verbose_name="place"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="task",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="task",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="task",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="task",
            name="task_open_once",
        ),
        migrations.RemoveConstraint(
            model_name="task",
            name="task_kind_known",
        ),
        migrations.AddField(
            model_name="task",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="put down by",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="text",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="what is to be done"
            ),
        ),
        migrations.AddField(
            model_name="taskevent",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="put down by",
            ),
        ),
        migrations.AddField(
            model_name="taskevent",
            name="text",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="what is to be done"
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hold_remind", "Remind the family of the return"),
                    ("hold_return", "Arrange lessons after the hold"),
                    ("hold_lapsed", "Decide about the lapsed course"),
                    ("hold_leaves", "Close the leaves inside the hold"),
                    ("custom", "Task"),
                ],
                max_length=20,
                verbose_name="task",
            ),
        ),
        migrations.AlterField(
            model_name="taskevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hold_remind", "Remind the family of the return"),
                    ("hold_return", "Arrange lessons after the hold"),
                    ("hold_lapsed", "Decide about the lapsed course"),
                    ("hold_leaves", "Close the leaves inside the hold"),
                    ("custom", "Task"),
                ],
                max_length=20,
                verbose_name="task",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["assignee", "due_on", "id"], name="task_open_assignee"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["hold_remind", "hold_return", "hold_lapsed", "hold_leaves", "custom"])
                ),
                name="task_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "custom"), ("text", ""), _connector="XOR"),
                name="task_of_a_person_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at", None), models.Q(("kind", "custom"), _negated=True)),
                fields=("submission", "kind"),
                name="task_open_once",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="archived_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="archived by",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notes",
                to="forms_intake.submission",
                verbose_name="submission",
            ),
        ),
        migrations.AddField(
            model_name="noteevent",
            name="archived_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="archived by",
            ),
        ),
        migrations.AddField(
            model_name="noteevent",
            name="author",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AddField(
            model_name="noteevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="noteevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="forms_intake.note",
            ),
        ),
        migrations.AddField(
            model_name="noteevent",
            name="submission",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="forms_intake.submission",
                verbose_name="submission",
            ),
        ),
        migrations.AddField(
            model_name="reasontemplate",
            name="archived_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="archived by",
            ),
        ),
        migrations.AddField(
            model_name="reasontemplateevent",
            name="archived_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="archived by",
            ),
        ),
        migrations.AddField(
            model_name="reasontemplateevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="reasontemplateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="forms_intake.reasontemplate",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("archive_reason", ""), ("archived_at", None)),
                    models.Q(
                        models.Q(("archived_at", None), _negated=True), models.Q(("archive_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="forms_intake_note_archived_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="note_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="reasontemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("archive_reason", ""), ("archived_at", None)),
                    models.Q(
                        models.Q(("archived_at", None), _negated=True), models.Q(("archive_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="forms_intake_reasontemplate_archived_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reasontemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verb__in", ["take", "approve", "decline", "needs-info", "done", "withdraw", "reopen"])
                ),
                name="reason_template_verb_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reasontemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("form_type", ""),
                    ("form_type__in", ["student-info", "leave-request", "transfer", "hold", "change"]),
                    _connector="OR",
                ),
                name="reason_template_form_type_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reasontemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)),
                name="reason_template_says_something",
            ),
        ),
        migrations.RunPython(_write_templates, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_taskevent" ("assignee_id", "created_at", "created_by_id", "done_at", "done_by_id", "due_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id", "text") VALUES (NEW."assignee_id", NEW."created_at", NEW."created_by_id", NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."submission_id", NEW."text"); RETURN NULL;',
                    hash="8e9ce33c8db55aae1dff139f2c7efea7b7bd9309",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ef1f6",
                    table="forms_intake_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "forms_intake_taskevent" ("assignee_id", "created_at", "created_by_id", "done_at", "done_by_id", "due_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id", "text") VALUES (NEW."assignee_id", NEW."created_at", NEW."created_by_id", NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."submission_id", NEW."text"); RETURN NULL;',
                    hash="ac05261bba63e03f4222a6ff121a7701b0d03631",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_be9d4",
                    table="forms_intake_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_taskevent" ("assignee_id", "created_at", "created_by_id", "done_at", "done_by_id", "due_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id", "text") VALUES (OLD."assignee_id", OLD."created_at", OLD."created_by_id", OLD."done_at", OLD."done_by_id", OLD."due_on", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."submission_id", OLD."text"); RETURN NULL;',
                    hash="83ed16593549a17adc8ae7072b33b078433d318e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_53555",
                    table="forms_intake_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="note",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_noteevent" ("archive_reason", "archived_at", "archived_by_id", "at", "author_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id", "text") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."at", NEW."author_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."submission_id", NEW."text"); RETURN NULL;',
                    hash="8ec62c7ae02d0463065acddad4bc74c8ba936cb8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cde29",
                    table="forms_intake_note",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="note",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "forms_intake_noteevent" ("archive_reason", "archived_at", "archived_by_id", "at", "author_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id", "text") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."at", NEW."author_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."submission_id", NEW."text"); RETURN NULL;',
                    hash="12251f3564df6ac19ad245ada9cceca7ea003ab3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b0a56",
                    table="forms_intake_note",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="note",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_noteevent" ("archive_reason", "archived_at", "archived_by_id", "at", "author_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submission_id", "text") VALUES (OLD."archive_reason", OLD."archived_at", OLD."archived_by_id", OLD."at", OLD."author_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."submission_id", OLD."text"); RETURN NULL;',
                    hash="c804618979dfae171c0da9968b7b9127fe59bc03",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cfecc",
                    table="forms_intake_note",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reasontemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_reasontemplateevent" ("archive_reason", "archived_at", "archived_by_id", "form_type", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "text", "title", "verb") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."form_type", NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."text", NEW."title", NEW."verb"); RETURN NULL;',
                    hash="6acbe3faf0d7623727000aefcd4b355f349364cc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d5a6b",
                    table="forms_intake_reasontemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reasontemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "forms_intake_reasontemplateevent" ("archive_reason", "archived_at", "archived_by_id", "form_type", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "text", "title", "verb") VALUES (NEW."archive_reason", NEW."archived_at", NEW."archived_by_id", NEW."form_type", NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."text", NEW."title", NEW."verb"); RETURN NULL;',
                    hash="385f4f83d0cd6da25643ef2d0ec40f6749f71774",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fbeff",
                    table="forms_intake_reasontemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reasontemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forms_intake_reasontemplateevent" ("archive_reason", "archived_at", "archived_by_id", "form_type", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "text", "title", "verb") VALUES (OLD."archive_reason", OLD."archived_at", OLD."archived_by_id", OLD."form_type", OLD."id", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."text", OLD."title", OLD."verb"); RETURN NULL;',
                    hash="b9d3d8454960c9c3614006763ab5c9466c4ca7b6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f59d0",
                    table="forms_intake_reasontemplate",
                    when="AFTER",
                ),
            ),
        ),
    ]
