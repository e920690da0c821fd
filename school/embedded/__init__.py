"""PostgreSQL and Redis on this machine, for development and tests; production names its own by URL."""

from school.embedded.errors import EmbeddedError
from school.embedded.services import Services, data_folder, mend, running, stop_left_over, urls

__all__ = ["EmbeddedError", "Services", "data_folder", "mend", "running", "stop_left_over", "urls"]
