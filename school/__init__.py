"""The project package. The Celery app is imported here so that `shared_task` binds to it in every process."""

from school.celery import app as celery_app

__all__ = ["celery_app"]
