"""What a phone on a bad connection must fetch before it can fill a slip in."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from forms_intake.slips.online import SLIPS

pytestmark = pytest.mark.django_db
_FETCHED = re.compile(r'<(?:link|script|use|img)[^>]*?(?:href|src)="/static/([^"#]+)')
# Parts that modules and style sheets load themselves, and what is for other devices.
_IMPORTED, _ELSEWHERE = re.compile(r'(?:from|@import) "\./([^"]+)"'), {"school/touch-icon.png"}


def parts(page: str) -> dict[str, bytes]:
    """Each file that the page names, or a module of it, once."""
    found = {name: _read(name) for name in set(_FETCHED.findall(page)) - _ELSEWHERE}
    for name, content in [*found.items()]:
        for imported in _IMPORTED.findall(content.decode()) if name.endswith(".js") else []:
            path = f"{name.rpartition('/')[0]}/{imported}"
            found[path] = _read(path)
    return found


def _read(name: str) -> bytes:
    path = finders.find(name)
    assert path, name
    return Path(path).read_bytes()


@pytest.mark.parametrize("form_type", SLIPS)
def test_a_cold_load_is_eight_requests_and_sixty_kilobytes(client: Client, form_type: str) -> None:
    answer = client.get(f"/phieu/{form_type}/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    found = parts(gzip.decompress(answer.content).decode())
    assert 1 + len(found) <= 8, sorted(found)
    headers = 400 * (1 + len(found))
    assert len(answer.content) + sum(len(gzip.compress(part)) for part in found.values()) + headers < 60_000
