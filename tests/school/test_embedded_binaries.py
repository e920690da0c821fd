"""The programs come from installed packages."""

import os

import pytest

from school.embedded import EmbeddedError
from school.embedded.binaries import package_folder, postgres_programs, redis_server


def test_the_programs_are_there() -> None:
    programs = [postgres_programs() / "postgres", postgres_programs() / "initdb", redis_server()]
    assert all(os.access(program, os.X_OK) for program in programs)


def test_a_package_that_is_missing_is_named() -> None:
    with pytest.raises(
        EmbeddedError, match=r"^The package no_such_package is missing: run `make run`, which installs it"
    ):
        package_folder("no_such_package")
