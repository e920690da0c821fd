"""Telephone numbers as Vietnamese families type them (slips.md section 2, phone_vn)."""

import re
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from school import text

_MOBILE = re.compile(r"0[35789][0-9]{8}")
_LANDLINE = re.compile(r"02[0-9]{9}")
_UNKNOWN_PREFIX = re.compile(r"0[146][0-9]{8}")
_FOREIGN = re.compile(r"\+[1-9][0-9]{6,14}")
_HOME_CODE = re.compile(r"^(?:\+|00)?840?(?=[1-9][0-9]{8,9}$)")
# Mobile numbers lost a digit in 2018; every operator had a table of its own.
_MOVED = (
    "162:32 163:33 164:34 165:35 166:36 167:37 168:38 169:39 120:70 121:79 122:77 126:76 128:78 "
    "123:83 124:84 125:85 127:81 129:82 186:56 188:58 199:59"
)
_CONVERTED = {f"0{old}": f"0{new}" for old, new in (pair.split(":") for pair in _MOVED.split())}


@dataclass(frozen=True)
class Phone:
    """A number that can be called; `typed` is what the sender wrote."""

    e164: str
    typed: str
    is_foreign: bool = False
    has_known_prefix: bool = True


def parse(raw: str) -> Phone:
    """Reads a typed number. Raises ValidationError that says what to type instead."""
    typed = text.clean(raw)
    dialled = _HOME_CODE.sub("0", re.sub(r"[\s.()\-‐‑–]", "", text.digits(typed)))
    if len(dialled) == 11 and dialled[:4] in _CONVERTED:
        now = _CONVERTED[dialled[:4]] + dialled[4:]
        message = _("Numbers of 11 digits have changed, use %(number)s") % {"number": unbroken(now)}
        raise ValidationError(message, code="converted")
    if _MOBILE.fullmatch(dialled) or _LANDLINE.fullmatch(dialled):
        return Phone("+84" + dialled[1:], typed)
    if _UNKNOWN_PREFIX.fullmatch(dialled):
        return Phone("+84" + dialled[1:], typed, has_known_prefix=False)
    return _foreign(re.sub(r"^00", "+", dialled), typed)


def _foreign(dialled: str, typed: str) -> Phone:
    if _FOREIGN.fullmatch(dialled) and not dialled.startswith("+84"):
        try:
            number = phonenumbers.parse(dialled)
        except phonenumbers.NumberParseException:
            number = None
        if number and phonenumbers.is_possible_number(number):
            return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), typed, True)
    raise ValidationError(_("A phone number has 10 digits, for example 0912 345 678"), code="phone")


def unbroken(number: str) -> str:
    """A number for reading that no line end takes apart."""
    return grouped(number).replace(" ", "\u00a0")


def grouped(number: str) -> str:
    """A number for reading: 0912 345 678, 028 3800 1234, or the international form of a foreign one."""
    national = re.sub(r"^\+84", "0", number)
    if _LANDLINE.fullmatch(national):
        return f"{national[:3]} {national[3:7]} {national[7:]}"
    if re.fullmatch(r"0[0-9]{9}", national):
        return f"{national[:4]} {national[4:7]} {national[7:]}"
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number
