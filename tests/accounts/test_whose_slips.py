"""Which slips a person's copy holds, and which go with the person."""

import pytest

from accounts.enums import Role
from accounts.models import User
from accounts.people import Refused
from accounts.signing import phones
from forms_intake import personal, submissions
from forms_intake.enums import Source
from forms_intake.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db
PHONE = "+84987654321"
SECRET = {"health_note": "dị ứng"}


@pytest.fixture
def slip() -> Submission:
    """What a parent sent without an account."""
    return factories.submission(contact_phone=PHONE, sensitive=SECRET)


def staff() -> User:
    return factories.user(Role.STAFF)


def test_nobody_confirms_their_own_number(slip: Submission) -> None:
    curious = staff()
    phones.note(curious, PHONE)

    with pytest.raises(Refused):
        phones.confirm(curious, by=curious)
    assert User.objects.get(pk=curious.pk).phone_verified_at is None


def test_a_number_that_the_office_confirmed_opens_and_deletes_nothing(slip: Submission) -> None:
    curious = staff()
    phones.note(curious, PHONE)
    phones.confirm(curious, by=staff())
    assert curious.phone_verified_at is not None

    assert personal.export(curious) == {"slips": []}
    personal.forget(curious, "Người đã xoá")
    assert Submission.objects.get(pk=slip.pk).purged_at is None


def test_a_number_proven_by_code_opens_the_slip_without_what_is_sensitive(slip: Submission) -> None:
    parent = factories.user()
    phones.verify(parent, PHONE)

    (found,) = personal.export(parent)["slips"]
    assert (found["reference"], found["sensitive"]) == (slip.reference, {})


def test_a_proven_mailbox_opens_the_slip_without_what_is_sensitive() -> None:
    parent = factories.user(email="mother@example.test")
    factories.submission(contact_email="mother@example.test", sensitive=SECRET)

    assert [found["sensitive"] for found in personal.export(parent)["slips"]] == [{}]


def test_what_the_account_sent_itself_is_whole() -> None:
    parent = factories.user()
    submissions.submit(factories.draft(sensitive=SECRET), by=parent, source=Source.WEB)

    assert [found["sensitive"] for found in personal.export(parent)["slips"]] == [SECRET]


def test_the_office_does_not_take_the_proof_by_code_away() -> None:
    parent = factories.user()
    phones.verify(parent, PHONE)
    phones.confirm(parent, by=staff())

    assert User.objects.get(pk=parent.pk).phone_code_entered_at is not None


def test_a_number_that_is_typed_anew_has_to_be_proven_anew(slip: Submission) -> None:
    person = factories.user()
    phones.verify(person, "+84911111111")
    # As the form of the admin stores it.
    User.objects.filter(pk=person.pk).update(phone=PHONE, phone_verified_at=None)
    person.refresh_from_db()
    phones.confirm(person, by=staff())

    assert personal.export(person) == {"slips": []}
