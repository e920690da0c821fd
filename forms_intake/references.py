"""References: what a parent reads out on the telephone (slips.md section 3)."""

import secrets
from collections.abc import Mapping
from datetime import date

from forms_intake.enums import FormType

PREFIXES: Mapping[str, str] = {
    FormType.STUDENT_INFO: "TT",
    FormType.LEAVE_REQUEST: "NP",
    FormType.TRANSFER: "CN",
    FormType.HOLD: "BL",
    FormType.CHANGE: "TD",
}
# Crockford's base 32: no I, L, O, U, so that nothing is misheard or misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def draw(form_type: str, day: date) -> str:
    """A reference like NP-260821-7K3F; one in a million a day, so whoever stores it must be ready to draw again."""
    return f"{PREFIXES[form_type]}-{day:%y%m%d}-{''.join(secrets.choice(ALPHABET) for _ in range(4))}"
