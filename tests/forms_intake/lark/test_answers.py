"""Reading Lark's answers: code and message decide, then the HTTP status (lark.md section 4.4)."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import answers
from forms_intake.lark.answers import Answer


def read(body: object, status: int = 200, headers: Mapping[str, str] = MappingProxyType({})) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return answers.read(http_status=status, headers=headers, body=content)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ({"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}, Outcome.OK),
        ({"StatusCode": 0, "StatusMessage": "success"}, Outcome.OK),
        ({"code": 19001, "StatusCode": 0, "msg": "param invalid"}, Outcome.CONFIG),
        ({"code": 9499, "msg": "Bad Request"}, Outcome.CONTENT),
        ({"code": 9499, "msg": "too many request"}, Outcome.RATE),
        ({"code": 11232, "msg": "frequency limited psm"}, Outcome.RATE),
        ({"code": 2200, "msg": "internal error"}, Outcome.BACKOFF),
        ({"code": 99991403, "msg": "quota"}, Outcome.QUOTA),
        ({"code": 424242, "msg": "never heard of"}, Outcome.BACKOFF),
        ({"code": "0"}, Outcome.BACKOFF),
        ({"code": True}, Outcome.BACKOFF),
        ({"code": None, "StatusCode": 0}, Outcome.BACKOFF),
        ([], Outcome.BACKOFF),
        (b"<html>ok</html>", Outcome.BACKOFF),
        (b'{"code":0', Outcome.BACKOFF),
        (b"[" * 100_000, Outcome.BACKOFF),
        (b"", Outcome.BACKOFF),
    ],
)
def test_what_comes_with_http_200_is_decided_by_its_code(body: object, outcome: Outcome) -> None:
    assert read(body).outcome is outcome


@pytest.mark.parametrize(
    ("status", "outcome", "ambiguous"),
    [
        (301, Outcome.BACKOFF, False),
        (400, Outcome.BACKOFF, False),
        (401, Outcome.CONFIG, False),
        (404, Outcome.CONFIG, False),
        (429, Outcome.RATE, False),
        (500, Outcome.BACKOFF, True),
        (504, Outcome.BACKOFF, True),
    ],
)
def test_the_status_decides_only_where_no_known_code_came(status: int, outcome: Outcome, ambiguous: bool) -> None:
    answer = read(b"nothing known", status)
    assert (answer.outcome, answer.is_ambiguous) == (outcome, ambiguous)


def test_a_known_code_beats_the_status() -> None:
    assert read({"code": 9499, "msg": "too many request"}, 400).outcome is Outcome.RATE


def test_code_zero_with_an_error_status_is_no_success() -> None:
    assert read({"code": 0}, 502).outcome is Outcome.BACKOFF


@pytest.mark.parametrize(
    ("code", "hint"),
    [(19001, Hint.ADDRESS), (19021, Hint.SIGNATURE), (19022, Hint.IP_LIST), (19024, Hint.KEYWORDS)],
)
def test_each_configuration_fault_has_a_sentence_of_its_own(code: int, hint: Hint) -> None:
    assert read({"code": code, "msg": ""}).hint is hint


@pytest.mark.parametrize("code", [11232, 99991400, 424242])
@pytest.mark.parametrize(
    ("header", "wait"),
    [("52", 52), ("0", 0), ("12.5", 13), ("3601", 3601), ("7200", 7200), ("99999", 86400), ("9" * 12, 86400)],
)
def test_no_call_is_made_before_the_reset_that_a_reply_names(code: int, header: str, wait: float) -> None:
    for name in ("x-ogw-ratelimit-reset", "retry-after"):
        assert read({"code": code, "msg": ""}, 429, {name: header}).wait_s == wait


@pytest.mark.parametrize("header", ["-1", "soon", "５", "1e9", "nan", "9" * 13])
def test_a_reset_that_cannot_be_read_is_taken_for_a_minute(header: str) -> None:
    assert read({"code": 99991400, "msg": ""}, 429, {"x-ogw-ratelimit-reset": header}).wait_s == 60
    assert read({"code": 11247, "msg": ""}, 429, {"x-ogw-ratelimit-reset": header}).wait_s == 3600


def test_lark_s_own_header_goes_before_the_general_one_as_long_as_it_can_be_read() -> None:
    both = {"x-ogw-ratelimit-reset": "7", "retry-after": "99"}
    assert read({"code": 99991400, "msg": ""}, 429, both).wait_s == 7
    assert read({"code": 99991400, "msg": ""}, 429, both | {"x-ogw-ratelimit-reset": "soon"}).wait_s == 99


def test_a_reset_named_beside_another_answer_parks_nothing() -> None:
    assert read({"code": 2200, "msg": ""}, 500, {"retry-after": "30"}).wait_s is None


def test_what_is_kept_of_an_answer_is_bounded() -> None:
    answer = read({"code": 2200, "msg": "x" * 9000}, headers={"x-tt-logid": "l" * 900})
    assert (len(answer.message), len(answer.log_id)) == (500, 80)


@pytest.mark.parametrize("code", [2**63, -(2**63), 10**30])
def test_a_code_that_no_column_holds_is_not_kept(code: int) -> None:
    assert read({"code": code, "msg": ""}).code is None


@pytest.mark.parametrize("message", ["a\0b", "a\ud800b"])
def test_what_no_column_takes_is_taken_out_of_a_message(message: str) -> None:
    kept = read({"code": 2200, "msg": message}).message
    assert "\0" not in kept
    assert kept.encode()
