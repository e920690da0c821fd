"""The Celery app. PostgreSQL is the queue; Celery only wakes workers, so a lost message loses nothing."""

import os
from typing import Any

from celery import Celery
from celery import Task as CeleryTask
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")


class Task(CeleryTask):  # type: ignore[type-arg]  # not generic at run time
    """What a task writes into history says which task it was."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """One run, by a worker or by a plain call."""
        from school import origin  # settings must be named before the database is

        with origin.task(self.name, self.request.id):
            return super().__call__(*args, **kwargs)


app = Celery("school", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
# Of the messages that wait, Redis hands out the lowest number first: the sweep (0) stands behind nobody's work.
# What takes long is of one rank, so that a pump which goes on all day lets the others have their slices.
_FOR_A_PERSON, _LONG = {"priority": 3}, {"priority": 6}
app.conf.task_routes = {
    "forms_intake.tasks.deliver": _FOR_A_PERSON,
    "forms_intake.tasks.say_in_lark": _FOR_A_PERSON,
    "forms_intake.tasks.pump": _LONG,
    "accounts.tasks.mail_invitations": _LONG,
    "forms_intake.tasks.settle": _LONG,
    "forms_intake.tasks.resend": _LONG,
    "forms_intake.tasks.sweep_files": _LONG,
    "forms_intake.tasks.scan_files": _LONG,
    "forms_intake.tasks.keep_holds": _LONG,
    "forms_intake.tasks.write_exports": _LONG,
    "forms_intake.tasks.tell_office": _LONG,
    "forms_intake.tasks.keep_figures": _LONG,
    "school.tasks.purge": _LONG,
}
app.conf.beat_schedule = {
    "sweep-deliveries": {"task": "forms_intake.tasks.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "mail-invitations": {"task": "accounts.tasks.mail_invitations", "schedule": 60.0, "options": {"expires": 60}},
    "sweep-exports": {"task": "forms_intake.tasks.sweep_exports", "schedule": 60.0, "options": {"expires": 60}},
    # By day, when families may be written to; every quarter of an hour, so that whoever was off makes up for it.
    "holds": {
        "task": "forms_intake.tasks.keep_holds",
        "schedule": crontab(minute="*/15", hour="7-20"),
        "options": {"expires": 900},
    },
    "figures": {"task": "forms_intake.tasks.keep_figures", "schedule": 60.0, "options": {"expires": 60}},
    "sweep-rooms": {"task": "rooms.tasks.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "notices": {"task": "forms_intake.tasks.tell_office", "schedule": 60.0, "options": {"expires": 60}},
    # At night, by the school's clock; a beat that was off at that moment does it the night after.
    "purge": {"task": "school.tasks.purge", "schedule": crontab(hour="3", minute="30")},
    "sweep-files": {"task": "forms_intake.tasks.sweep_files", "schedule": crontab(hour="4", minute="30")},
}
app.autodiscover_tasks()
