"""Every code of the contract has its class, and a sentence for a person (lark.md sections 1.3, 2, 3 and 4)."""

import json

import pytest
from django.utils import translation

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import answers
from forms_intake.lark.codes import CARD_REASONS, CODES, Meaning
from forms_intake.lark.explanations import explain

RATE, BACKOFF, CONTENT, CONFIG = Outcome.RATE, Outcome.BACKOFF, Outcome.CONTENT, Outcome.CONFIG
CONTRACT = {
    # 1.3
    11232: RATE, 19001: CONFIG, 19002: CONTENT, 19021: CONFIG, 19022: CONFIG, 19024: CONFIG, 19036: CONTENT,
    11246: CONTENT, 11248: CONTENT, 11310: CONTENT, 11312: CONTENT, 2200: BACKOFF,
    # 2.1
    10014: CONFIG, 10003: CONFIG, 99991543: CONFIG, 10012: CONFIG, 10013: CONFIG,
    **dict.fromkeys((99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677), Outcome.TOKEN),
    # 2.2, 2.3
    230001: CONTENT, 230022: CONTENT, 230028: CONTENT, 230025: CONTENT, 230099: CONTENT, 230020: RATE, 230049: BACKOFF,
    **dict.fromkeys((230002, 230006, 230013, 230018, 230027, 230034, 230035, 230029, 230038, 230053, 232009), CONFIG),
    230011: CONTENT, 230031: CONTENT, 230110: CONTENT, 230050: CONTENT, 300020: CONTENT, 300030: CONTENT,
    # 3
    1254290: RATE, 1254291: RATE, 1254608: BACKOFF, 1254045: CONFIG, 1254043: CONFIG, 1254302: CONFIG,
    **dict.fromkeys((1254036, 1254607, 1254002, 1255001, 1255005, 1255040), BACKOFF),
    **dict.fromkeys((1254003, 1254004, 1254040, 1254041, 1254044, 1254304, 1254306, 1254103, 91403), CONFIG),
    **dict.fromkeys((1254000, 1254001, 1254015, 1254060, 1254069, 1254072, 1254104, 1254130), CONTENT),
    # 4
    99991400: RATE, 11233: RATE, 11247: RATE, 99991403: Outcome.QUOTA, 99991406: Outcome.QUOTA,
    **dict.fromkeys((99991672, 99991676, 99991679, 99991673, 99991662, 99991401, 99991201, 99991301), CONFIG),
    99992351: CONFIG, 99992364: CONFIG,
}  # fmt: skip


def read(code: int, msg: str = "", status: int = 200, **more: object) -> answers.Answer:
    body = json.dumps({"code": code, "msg": msg, **more}).encode()
    return answers.read(http_status=status, headers={}, body=body)


@pytest.mark.parametrize(("code", "outcome"), CONTRACT.items())
@pytest.mark.parametrize("status", [200, 400])
def test_a_code_has_its_class_whatever_the_status(code: int, outcome: Outcome, status: int) -> None:
    answer = read(code, status=status)
    assert (answer.outcome, answer.is_unknown) == (outcome, False)


@pytest.mark.parametrize(("code", "meaning"), CODES.items())
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_code_has_a_sentence_that_ends_as_one(code: int, meaning: Meaning, language: str) -> None:
    with translation.override(language):
        sentence = explain(meaning.outcome, code, "")
    assert sentence.endswith(".")
    assert str(code) not in sentence


@pytest.mark.parametrize("meaning", CODES.values())
def test_a_fault_of_the_configuration_says_what_to_do_and_nothing_else_does(meaning: Meaning) -> None:
    assert (meaning.hint is not None) == (meaning.outcome in {CONFIG, Outcome.QUOTA})


@pytest.mark.parametrize("code", [2200, 230049, 1254608, 1255006, 1254002, 1255040])
def test_what_lark_itself_does_not_know_may_have_arrived(code: int) -> None:
    assert read(code).is_ambiguous


@pytest.mark.parametrize("code", [1254291, 1254036, 230020, 230001, 19001])
def test_what_lark_has_refused_has_not_arrived(code: int) -> None:
    assert not read(code).is_ambiguous


def test_a_code_that_nobody_has_documented_is_tried_again_and_marked() -> None:
    answer = read(424242)
    assert (answer.outcome, answer.is_unknown) == (BACKOFF, True)
    assert "424242" in explain(answer.outcome, answer.code, answer.message)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("code", [None, 0, 424242])
def test_every_class_is_explained_without_a_known_code(outcome: Outcome, code: int | None) -> None:
    assert explain(outcome, code, "whatever")


@pytest.mark.parametrize("fault", ["ConnectError", "ReadTimeout", "RemoteProtocolError"])
def test_faults_of_the_network_are_told_apart(fault: str) -> None:
    assert explain(BACKOFF, None, fault) != explain(BACKOFF, None, "")


def test_the_two_meanings_of_9499_are_told_apart() -> None:
    assert explain(RATE, 9499, "too many request") != explain(CONTENT, 9499, "Bad Request")


@pytest.mark.parametrize(("reason", "sentence"), CARD_REASONS.items())
def test_the_inner_code_says_why_a_card_was_refused(reason: int, sentence: str) -> None:
    message = f"Failed to create card content, ext=ErrCode: {reason}; ErrMsg: x"
    assert explain(CONTENT, 230099, message) == str(sentence)


def test_missing_permissions_are_named_though_only_the_details_name_them() -> None:
    violations = [{"type": "action_scope_required", "subject": "im:message:send_as_bot"}, None, {}]
    answer = read(99991672, "Access denied.", 400, error={"permission_violations": violations})
    assert answer.hint is Hint.SCOPE
    assert "(im:message:send_as_bot)" in explain(answer.outcome, answer.code, answer.message)


@pytest.mark.parametrize("error", [None, [], "x", {"permission_violations": 5}, {"permission_violations": [5]}])
def test_details_that_are_none_are_passed_over(error: object) -> None:
    assert read(99991672, "Access denied.", 400, error=error).message == "Access denied."


@pytest.mark.parametrize("kept", ["psm[lark.oapi.app_platform_runtime]appID[1500]", "ext=ErrCode: 200621; ErrMsg: x"])
def test_what_support_needs_is_kept(kept: str) -> None:
    assert read(2200, kept).message == kept


@pytest.mark.parametrize(
    "secret", ["t-g1044ghJRUIJJ5ELYJFR", "u-abcdefgh1234", "0912345678", "+84 912 345 678", "a.b@example.com"]
)
def test_what_nobody_may_read_is_taken_out(secret: str) -> None:
    assert read(2200, f"x {secret} y").message == "x … y"


@pytest.mark.parametrize(("code", "outcome"), [(451, BACKOFF), (535, CONFIG), (550, CONTENT)])
def test_codes_of_the_mail_server_are_not_taken_for_lark_s(code: int, outcome: Outcome) -> None:
    sentence = explain(outcome, code, "")
    assert f"({code})" in sentence
    assert "Lark" not in sentence


@pytest.mark.parametrize("fault", ["ConnectionRefusedError", "SMTPServerDisconnected", "gaierror"])
def test_a_mail_server_that_is_away_is_said_to_be(fault: str) -> None:
    assert "Lark" not in explain(BACKOFF, None, fault)
