"""PostgreSQL and Redis on this machine, for development and tests; production names its own by URL."""

from school.embedded.errors import EmbeddedError
from school.embedded.services import Services, running

__all__ = ["EmbeddedError", "Services", "running"]
