"""What travels with a slip besides its answers."""

import pytest

from forms_intake.enums import FormType
from forms_intake.policies import PolicyValues
from forms_intake.slips import envelope
from tests.forms_intake.slip_pages import freeze

POLICY = PolicyValues(form_type=FormType.LEAVE_REQUEST, version=3)


def test_an_envelope_comes_back_as_it_left(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)
    left = envelope.fresh(POLICY, "quan-7")

    assert envelope.read(dict(left.inputs()), FormType.LEAVE_REQUEST) == left


def test_an_envelope_of_another_slip_is_worth_nothing() -> None:
    back = envelope.read(dict(envelope.fresh(POLICY).inputs()), FormType.HOLD)

    assert (back.started, back.policy_version) == (None, None)


@pytest.mark.parametrize("junk", [{}, {"started_at": "x", "policy_version": "1:2:3", "idempotency_key": "no"}])
def test_a_forged_envelope_is_read_as_empty_and_repaired(junk: dict[str, str]) -> None:
    back = envelope.read(junk, FormType.LEAVE_REQUEST)
    mended = back.repaired(POLICY)

    assert (back.key, back.started, back.policy_version) == (None, None, None)
    assert (mended.key is not None, mended.started, mended.policy_version) == (True, None, 3)
