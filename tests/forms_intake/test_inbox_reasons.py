"""Sentences that the office chooses from."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from forms_intake.inbox import reasons
from forms_intake.models import ReasonTemplate, Submission
from forms_intake.work_rules import LONGEST_REASON, Verb
from school import archive
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def slip() -> Submission:
    return factories.submission(branch=factories.branch(name="Quận 7"))


def template(**fields: object) -> ReasonTemplate:
    given = {"verb": Verb.DECLINE, "title": "Kín lịch", "text": "Hiện {branch} kín lịch. {student} giữ lịch cũ."}
    return ReasonTemplate.objects.create(**given | fields)


@pytest.fixture(autouse=True)
def _only_ours() -> None:
    ReasonTemplate.objects.all().delete()


def test_only_what_fits_the_deed_the_form_and_the_language_is_offered(slip: Submission) -> None:
    everywhere, ours = template(), template(form_type="leave-request", place=900)
    template(form_type="hold")
    template(verb=Verb.NEEDS_INFO)
    template(language="en")
    archive.archive(template(), by=None, reason="cũ")
    assert reasons.offered(slip, Verb.DECLINE) == [ours, everywhere]


def test_name_and_branch_are_filled_in_and_other_braces_stay(slip: Submission) -> None:
    filled = reasons.filled(template(text="{student}, {branch}, {0} {x!r}"), slip)
    assert filled == "Nguyễn Bảo An, Quận 7, {0} {x!r}"


def test_a_slip_without_a_branch_has_nothing_to_fill_in() -> None:
    assert reasons.filled(template(text="tại {branch}."), factories.submission()) == "tại ."


def test_a_template_takes_the_place_of_another_and_stands_below_own_words(slip: Submission) -> None:
    first, second = template(text="Một."), template(text="Hai.")
    used = [reasons.used(typed, str(second.pk), slip, Verb.DECLINE) for typed in ("", "Một.", "Chào bạn.")]
    assert used == ["Hai.", "Hai.", "Chào bạn. Hai."]
    assert reasons.used("Một.", "nonsense", slip, Verb.DECLINE) == "Một."
    assert first != second


def test_a_chosen_template_is_put_into_the_box_and_nothing_is_done(client: Client, slip: Submission) -> None:
    client.force_login(factories.user(Role.STAFF))
    chosen = template(text="Kín lịch.")
    given = {"seen": "0", "reason": "", "template": str(chosen.pk), "use": "1"}
    answer = client.post(reverse("inbox:deed", args=[slip.reference, "decline"]), given)
    slip.refresh_from_db()
    assert (slip.work_status, "Kín lịch.</textarea>" in answer.content.decode()) == ("received", True)


def test_administrators_write_templates_and_the_office_does_not(client: Client) -> None:
    address = reverse("admin:forms_intake_reasontemplate_add")
    given = {"verb": "decline", "form_type": "", "language": "vi", "title": "Kín", "text": "Kín lịch.", "place": "5"}
    for role, count in ((Role.STAFF, 0), (Role.ADMIN, 1)):
        client.force_login(factories.user(role))
        client.post(address, given)
        assert ReasonTemplate.objects.count() == count


def test_a_template_longer_than_a_reason_is_not_stored(client: Client) -> None:
    client.force_login(factories.user(Role.ADMIN))
    given = {"verb": "decline", "form_type": "", "language": "vi", "title": "Dài", "place": "5"}
    client.post(reverse("admin:forms_intake_reasontemplate_add"), given | {"text": "a" * (LONGEST_REASON + 1)})
    assert not ReasonTemplate.objects.exists()
