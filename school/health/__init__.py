"""Whether the system can do its work: for orchestrators and the person on duty. Apps add checks with `register`."""

from school.health.checks import Result, register

__all__ = ["Result", "register"]
