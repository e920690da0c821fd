"""How the status pages are opened in tests: a browser that was let in, and what the pages say."""

import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from forms_intake import work
from forms_intake.enums import WorkStatus
from forms_intake.models import Submission
from forms_intake.status import links
from tests import factories
from tests.forms_intake.file_samples import PDF

if TYPE_CHECKING:
    from tests.forms_intake.slip_pages import Response

LOOKUP = "/phieu/status/"


def page(sent: Submission, deed: str = "") -> str:
    """The address of the slip's page, or of one of its deeds."""
    return f"/phieu/status/{sent.reference}/{f'{deed}/' if deed else ''}"


def let_in(client: Client, sent: Submission) -> None:
    """Gives the browser the right, as a link does."""
    assert client.get(urlsplit(links.address(sent)).path).status_code == 303


def asked(by: User, question: str = "Gửi giúp giấy khám", **fields: Any) -> Submission:
    """A slip about which the office has asked something."""
    sent = factories.submission(**fields)
    return work.change(sent, to=WorkStatus.NEEDS_INFO, by=by, reason=question)


def paper(name: str = "giay-kham.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser posts it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def text(response: "Response") -> str:
    """What is read on the page: no tags, entities as signs, blanks collapsed."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
