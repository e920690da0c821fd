"""Exports for tests, as somebody at the desk would ask for them."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict

from accounts.enums import Role
from accounts.models import User
from forms_intake.enums import ExportContent, ExportFormat
from forms_intake.exports import jobs
from forms_intake.inbox.filters import Filters
from forms_intake.models import Export
from tests import factories


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's files lie."""
    monkeypatch.setenv("EXPORTS_DIR", str(tmp_path / "exports"))
    return tmp_path / "exports"


@pytest.fixture
def head() -> User:
    """Who may export."""
    return factories.user(Role.ADMIN)


def asked(by: User, query: str = "", **given: Any) -> Export:
    """An export of this list that waits for a worker."""
    words = {"content": ExportContent.COMMON.value, "format": ExportFormat.CSV.value, "language": "vi"}
    return jobs.start(Filters.read(QueryDict(query)), **words | {"key": uuid.uuid4()} | given, by=by)


def fresh(export: Export) -> Export:
    """As the database has it now."""
    return Export.objects.get(pk=export.pk)
