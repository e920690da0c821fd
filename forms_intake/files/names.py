"""The sender's name of a file: for reading only, never part of a path."""

import unicodedata

from django.utils.translation import gettext as _

from forms_intake.enums import FileType
from forms_intake.models.attachment import NAME_LIMIT
from school import text

_ENDINGS = {FileType.JPEG: ".jpg", FileType.PDF: ".pdf"}


def seen(given: str | None) -> str:
    """Without folders, and without signs that cannot be seen: they may turn the reading direction."""
    name = (given or "").replace("\\", "/").rpartition("/")[2]
    return text.clean("".join(sign for sign in name if unicodedata.category(sign)[0] != "C"))[:NAME_LIMIT]


def cleaned(given: str | None, kind: FileType) -> str:
    """The name under which the file is shown and downloaded, with the ending of what it is."""
    name, ending = seen(given), _ENDINGS[kind]
    stem = (name.rpartition(".")[0] or name).strip(". ")
    return (stem or _("file"))[: NAME_LIMIT - len(ending)] + ending
