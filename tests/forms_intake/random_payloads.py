"""What browsers, programs and bad luck post to any slip: plausible answers, mixed with everything else."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st

from forms_intake import policies
from forms_intake.models import Submission
from forms_intake.slips import choices, fields
from forms_intake.slips.base import When, posted_names
from forms_intake.slips.dates import BirthDate, DateField, DatesField
from forms_intake.slips.files import FilesField
from forms_intake.slips.registry import Slip
from forms_intake.slips.slots import SlotsField
from school import clock

Pairs = list[tuple[str, str]]
URLENCODED = "application/x-www-form-urlencoded"
UNKNOWN = "zz_unknown"
_HIDDEN = re.compile(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')
AWKWARD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["\0", "\ud800", "\ufffe", "9" * 5000, "-1", "=cmd()", "<script>", "' OR 1=1", "29", "02", "٣", "on"]
    ),
    st.sampled_from(
        ["Nguye\u0302\u0303n", "\u202egnp.exe", "🎹" * 300, "[]", "null", "1e9", "0", "2026-08-21", "unknown"]
    ),
)
_NAMES = st.sampled_from(["Nguyễn Bảo An", "Lê Minh Khoa", "Trần Thị Bích", "An", "Đỗ O'Neil-Smith"])
_PHONES = st.sampled_from(["0912 345 678", "+84 (0)912 345 679", "02838001234", "+44 20 7946 0958"])
_TEXTS = st.sampled_from(["Piano kèm 1-1", "Bé bị ốm", "Số 7 đường Lê Lợi", "0312345678", "Đàn cơ"])


def payloads(slip: Slip) -> st.SearchStrategy[Pairs]:
    """Bodies for one slip, as pairs: names may come twice or be of no form."""
    form = slip.form(policy=policies.current(slip.form_type))
    parts = [_answers(name, field) for name, field in form.fields.items()]
    names = st.sampled_from([*form.input_names(), UNKNOWN, "payload", "flags", "reference", "facts"])
    spoilt = st.lists(st.tuples(names, AWKWARD), max_size=4)
    return st.one_of(_joined(parts, st.just([])), _joined(parts, spoilt), spoilt)


def _joined(parts: list[st.SearchStrategy[Pairs]], more: st.SearchStrategy[Pairs]) -> st.SearchStrategy[Pairs]:
    return st.tuples(st.tuples(*parts), more).map(lambda found: [pair for part in found[0] for pair in part] + found[1])


def _answers(name: str, field: forms.Field) -> st.SearchStrategy[Pairs]:
    names = posted_names(name, field.widget)
    return _values(field, len(names)).map(lambda values: [*zip(names, values, strict=False)])


def _values(field: forms.Field, count: int) -> st.SearchStrategy[list[str]]:
    """What people give; of a question that must be answered, mostly something."""
    today = clock.today()
    match field:
        case FilesField():
            return st.just([])
        case fields.Tick():
            return st.just(["on"]) if field.required else st.sampled_from([["on"], []])
        case BirthDate():
            return _day(today - timedelta(days=365 * 80), today - timedelta(days=365 * 3))
        case DateField():
            return _day(today, today + timedelta(days=60))
        case DatesField():
            days = st.lists(_day(today, today + timedelta(days=80)), min_size=2, max_size=4)
            return days.map(lambda found: [part for one in found for part in one])
        case SlotsField():
            return st.lists(_slot(), min_size=1, max_size=3).map(lambda found: [part for one in found for part in one])
        case fields.Several() | fields.Choice():
            keys = [str(key) for key, _label in field.choices if key]  # type: ignore[union-attr]  # plain lists
            return (
                st.sampled_from([*([key] for key in keys), *([] if field.required else [[]])]) if keys else st.just([])
            )
        case _:
            return _written(field).map(lambda value: [value] * bool(count))


def _written(field: forms.Field) -> st.SearchStrategy[str]:
    match field:
        case fields.PersonName():
            return _NAMES
        case fields.PhoneNumber():
            return _PHONES
        case fields.Number():
            return st.integers(field.lowest, field.highest).map(str)
        case fields.Email():
            return st.sampled_from(["", "ha@gmail.com", "a.b+c@GMAI.com"])
        case fields.StudentCode():
            return st.sampled_from(["", "hv-0123"])
        case _:
            return _TEXTS


def _day(first: date, last: date) -> st.SearchStrategy[list[str]]:
    return st.dates(first, last).map(lambda day: [str(day.day), str(day.month), str(day.year)])


def _slot() -> st.SearchStrategy[list[str]]:
    times = [value for value, _label in choices.TIMES]
    ends = st.lists(st.sampled_from(times), min_size=2, max_size=2, unique=True).map(sorted)
    return st.tuples(st.sampled_from(choices.Weekday.values), ends).map(lambda found: [found[0], *found[1]])


@dataclass
class Sender:
    """Opens the form once and posts whatever it is given."""

    client: Client
    slip: Slip

    def __post_init__(self) -> None:
        page = self.client.get(self.address("slip")).content.decode()
        self.envelope = [pair for pair in self._hidden(page) if pair[0] in {"started_at", "policy_version"}]

    def address(self, name: str) -> str:
        return reverse(f"forms_intake:{name}", args=[self.slip.form_type.value])

    def tried(self, pairs: Pairs, key: str) -> Submission | None:
        """Posts to the check and, as checked or else as it is, for good; the slip if there is one."""
        body = [*pairs, *self.envelope, ("idempotency_key", key)]
        checked = self._post("check", body)
        if checked.status_code == 422:
            assert self._post("slip", body).status_code == 422, "refused on the check page, and accepted after"
            return None
        assert checked.status_code == 200, checked.status_code
        carried = self._hidden(checked.content.decode())
        sent = self._post("slip", carried)
        assert sent.status_code == 303, f"checked, and then {sent.status_code}"
        stored = Submission.objects.get(reference=sent["Location"].rstrip("/").rpartition("/")[2])
        self._is_as_shown(stored, checked.context["groups"], body)
        return stored

    def _is_as_shown(self, stored: Submission, shown: Any, body: Pairs) -> None:
        answers = {**stored.payload, **stored.sensitive}
        assert self.slip.groups(answers) == shown
        assert not self.slip.form.SENSITIVE & stored.payload.keys()
        assert UNKNOWN not in answers
        is_possible(self.slip, answers)

    def _post(self, name: str, pairs: Pairs) -> Any:
        return self.client.post(self.address(name), urlencode(pairs, errors="surrogatepass"), content_type=URLENCODED)

    def _hidden(self, page: str) -> Pairs:
        return [(name, unescape(value)) for name, value in _HIDDEN.findall(page)]


def is_possible(slip: Slip, given: Mapping[str, Any]) -> None:
    """Raises AssertionError for answers that no slip may hold."""
    assert re.fullmatch(r"\+[1-9]\d{6,14}", given["contact_phone"])
    assert 2 <= len(given["student_name"]) <= 80
    assert given["policy_ack"] is True
    assert given["consent_privacy"] is True
    _only_what_was_asked(slip.form.CONDITIONS, given)
    for impossible in IMPOSSIBLE[slip.form_type.value]:
        assert not impossible(given), f"accepted: {given}"


def _only_what_was_asked(conditions: Mapping[str, When], given: Mapping[str, Any]) -> None:
    for name, when in conditions.items():
        if name in given and not when.kept:
            assert when.holds(given), f"{name} was not asked"


def _day_of(given: Mapping[str, Any], name: str, fallback: date) -> date:
    return date.fromisoformat(given[name]) if name in given else fallback


def _is_past(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda given: any(_day_of(given, name, clock.today()) < clock.today() for name in names)


def _is_before(later: str, earlier: str, days: int = 0) -> Callable[[Mapping[str, Any]], bool]:
    """Whether one comes less than so many days after the other."""
    return lambda given: _day_of(given, later, date.max) < _day_of(given, earlier, date.min) + timedelta(days=days)


def _are_same(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    def are(given: Mapping[str, Any]) -> bool:
        values = {given.get(name) for name in names}
        return len(values) == 1 and not values & {None, choices.UNKNOWN}

    return are


def _is_more(name: str, most: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda given: given.get(name, 0) > given.get(most, 10**9)


IMPOSSIBLE: Mapping[str, tuple[Callable[[Mapping[str, Any]], bool], ...]] = {
    "student-info": (
        lambda given: _day_of(given, "date_of_birth", date.min) >= clock.today(),
        _is_past("start_date"),
        lambda given: given["purpose"] == "new" and not given.get("course_interest"),
    ),
    "leave-request": (
        _is_past("lesson_date", "date_from", "date_to", "makeup_date"),
        _is_before("date_to", "date_from"),
        lambda given: len(set(given.get("lesson_dates", []))) < len(given.get("lesson_dates", [])),
    ),
    "transfer": (
        _is_past("effective_date"),
        _are_same("branch", "to_branch"),
        _are_same("student_name", "receiver_name"),
        _is_more("lessons_to_transfer", "remaining_lessons"),
        lambda given: given["transfer_kind"] == "person" and not given.get("receiver_consent"),
    ),
    "hold": (
        _is_past("hold_start"),
        _is_before("return_date", "hold_start", 1),
        _is_before("hold_end_wanted", "hold_start", 1),
        lambda given: not given.get("remind_channel"),
    ),
    "change": (
        _is_past("effective_date", "once_date"),
        _is_before("temporary_until", "effective_date", 1),
        _are_same("current_teacher", "wanted_teacher"),
        _are_same("current_course", "wanted_course"),
        lambda given: not given["change_kinds"],
    ),
}
