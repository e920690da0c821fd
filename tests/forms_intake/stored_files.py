"""Files that are stored already, as the pages would have stored them."""

from forms_intake.files import belonging, kept, uploads
from forms_intake.files.kept import Page
from forms_intake.files.kinds import IMAGES, PDF
from forms_intake.models import Attachment, Submission
from tests.forms_intake.file_samples import picture, upload


def unsent(content: bytes = b"", name: str = "giấy khám.jpg", *, field: str = "attachments") -> Attachment:
    """A file whose slip was not sent yet; a picture unless told otherwise."""
    return uploads.keep(upload(content or picture(), name), field=field, takes=IMAGES | PDF, ip_hash="")


def of(
    slip: Submission, content: bytes = b"", name: str = "giấy khám.jpg", *, field: str = "attachments"
) -> Attachment:
    """A file of this slip."""
    row = unsent(content, name, field=field)
    belonging.attach(slip, [kept.of(row, Page(slip.form_type, slip.idempotency_key))])
    row.refresh_from_db()
    return row
