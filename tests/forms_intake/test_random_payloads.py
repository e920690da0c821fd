"""Whatever is posted to whatever slip: a page, never a fault, and never a slip that cannot be."""

import uuid
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from forms_intake.slips.online import SLIPS
from tests.forms_intake.random_payloads import AWKWARD, IMPOSSIBLE, URLENCODED, Sender, payloads

pytestmark = pytest.mark.django_db
# Without shrinking: each example is a journey of several pages.
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)


@pytest.fixture
def school(client: Client) -> Client:
    """With branches, teachers and courses to choose from."""
    call_command("seed")
    return client


@pytest.mark.parametrize("form_type", SLIPS)
@QUICK
@given(data=st.data())
def test_a_random_slip_is_refused_with_a_page_or_stored_as_it_was_shown(
    school: Client, form_type: str, data: st.DataObject
) -> None:
    sender = Sender(school, SLIPS[form_type])
    sender.tried(data.draw(payloads(SLIPS[form_type])), str(uuid.uuid4()))


@pytest.mark.parametrize("name", ["slip", "check", "edit", "onward", "consequence"])
@settings(QUICK, max_examples=15)
@given(data=st.data())
def test_random_fields_never_break_a_page(school: Client, name: str, data: st.DataObject) -> None:
    slip = data.draw(st.sampled_from(list(SLIPS.values())))
    names = [*slip.form.base_fields, "idempotency_key", "started_at", "policy_version", "entry_branch", "step"]
    body = data.draw(st.lists(st.tuples(st.sampled_from(names), AWKWARD), max_size=30))
    address = Sender(school, slip).address(name)
    answer = school.post(address, urlencode(body, errors="surrogatepass"), content_type=URLENCODED)
    assert answer.status_code in {200, 303, 422}


def test_every_open_slip_says_what_is_impossible() -> None:
    assert IMPOSSIBLE.keys() == SLIPS.keys()
