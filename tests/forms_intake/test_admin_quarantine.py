"""The office finds what was held back, and lets it go."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from forms_intake.enums import Flag
from forms_intake.hints import Hint
from forms_intake.models import Submission
from school import archive
from tests import factories
from tests.forms_intake import delivery_rows

pytestmark = pytest.mark.django_db
LIST = reverse("admin:forms_intake_submission_changelist")


@pytest.fixture
def held_back(db: None) -> Submission:
    delivery_rows.destination()
    return factories.submission(flags=(Flag.POSSIBLE_SPAM,))


def button(slip: Submission) -> str:
    return reverse("admin:forms_intake_submission_not_spam", args=[slip.pk])


def page(client: Client, slip: Submission) -> str:
    return client.get(reverse("admin:forms_intake_submission_change", args=[slip.pk])).content.decode()


def references(client: Client, **chosen: str) -> set[str]:
    shown = client.get(LIST, chosen).context["cl"].result_list
    return {row.reference for row in shown}


def test_the_page_says_why_and_how_to_send_it(client: Client, ha: User, held_back: Submission) -> None:
    shown = page(client, held_back)
    with override("en"):
        assert str(Hint.POSSIBLE_SPAM.label) in shown
        assert gettext("Tell an administrator: %(sentence)s").partition(":")[0] not in shown
    assert button(held_back) in shown


def test_other_slips_have_no_such_button(client: Client, ha: User) -> None:
    slip = factories.submission()
    assert button(slip) not in page(client, slip)


def test_one_press_sends_it(client: Client, ha: User, held_back: Submission) -> None:
    shown = client.post(button(held_back), follow=True).content.decode()
    assert f"{held_back.reference} is not spam" in shown
    assert (button(held_back) in shown, held_back.deliveries.count()) == (False, 1)


def test_looking_at_the_address_sends_nothing(client: Client, ha: User, held_back: Submission) -> None:
    assert client.get(button(held_back)).status_code == 405
    assert not held_back.deliveries.exists()


def test_an_archived_slip_says_what_to_do_first(client: Client, ha: User, held_back: Submission) -> None:
    archive.archive(held_back, by=ha, reason="rác")
    assert "Restore it first" in client.post(button(held_back), follow=True).content.decode()
    assert not held_back.deliveries.exists()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_nobody_else_comes_near(client: Client, held_back: Submission, role: Role) -> None:
    client.force_login(factories.user(role))
    assert client.post(button(held_back)).status_code in {302, 403, 404}
    assert not held_back.deliveries.exists()


def test_a_slip_that_does_not_exist_is_not_found(client: Client, ha: User) -> None:
    assert client.post(reverse("admin:forms_intake_submission_not_spam", args=[0])).status_code == 404


def test_the_list_shows_either_half_or_all(client: Client, ha: User, held_back: Submission) -> None:
    other = factories.submission()
    assert references(client, spam="only") == {held_back.reference}
    assert references(client) == references(client, spam="x") == {other.reference}
    assert references(client, spam="all") == {held_back.reference, other.reference}


def test_many_are_let_go_at_once_and_those_that_cannot_are_named(
    client: Client, ha: User, held_back: Submission
) -> None:
    slips = [held_back, *(factories.submission(flags=(Flag.POSSIBLE_SPAM,)) for _ in range(2))]
    Submission.objects.filter(pk=slips[2].pk).update(purged_at=slips[2].submitted_at)
    chosen = {"action": "not_spam_selected", "_selected_action": [slip.pk for slip in slips]}
    shown = client.post(f"{LIST}?spam=only", chosen, follow=True).content.decode()
    assert "2 slips are not spam" in shown
    assert f"{slips[2].reference}:" in shown
    assert Submission.objects.quarantined().get() == slips[2]


def test_the_list_asks_the_same_questions_however_much_is_held_back(
    client: Client, ha: User, held_back: Submission, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(LIST, {"spam": "only"})
    for _ in range(5):
        factories.submission(flags=(Flag.POSSIBLE_SPAM,))
    with django_assert_max_num_queries(25):
        assert len(references(client, spam="only")) == 6
