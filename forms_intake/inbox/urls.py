"""Addresses of the inbox (design.md section 6). Fixed words stand before the reference of a slip."""

from django.urls import include, path

from forms_intake.inbox import (
    apart,
    bulk_views,
    deeds,
    detail,
    list_views,
    notes,
    presence_views,
    print_page,
    saved_views,
    task_views,
)
from forms_intake.inbox.desk import desk

app_name = "inbox"
urlpatterns = [
    path("", desk(list_views.inbox), name="list"),
    path("export/", include("forms_intake.exports.urls")),
    path("views/new/", desk(saved_views.keep), name="view_new"),
    path("views/<int:pk>/", desk(saved_views.edit), name="view"),
    path("views/<int:pk>/delete/", desk(saved_views.delete), name="view_delete"),
    path("bulk/<slug:verb>/", desk(bulk_views.deed), name="bulk"),
    path("undo/", desk(bulk_views.undo_deed), name="undo"),
    path("tasks/", desk(task_views.tasks), name="tasks"),
    path("tasks/<int:pk>/done/", desk(task_views.finish), name="task_done"),
    path("tasks/<int:pk>/reopen/", desk(task_views.reopen), name="task_reopen"),
    path("<str:reference>/", desk(detail.slip), name="slip"),
    path("<str:reference>/print/", desk(print_page.paper), name="print"),
    path("<str:reference>/do/<slug:verb>/", desk(deeds.deed), name="deed"),
    path("<str:reference>/notes/", desk(notes.add), name="note"),
    path("<str:reference>/notes/<int:pk>/remove/", desk(notes.remove), name="note_remove"),
    path("<str:reference>/tasks/", desk(task_views.add), name="task"),
    path("<str:reference>/sensitive/<slug:key>/", desk(apart.read), name="sensitive"),
    path("<str:reference>/presence/", desk(presence_views.beat), name="presence"),
]
