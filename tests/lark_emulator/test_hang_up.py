import httpx
import pytest

from tests.lark_emulator.samples import Json, text

HOOK = "/open-apis/bot/v2/hook/open-bot"


def add(live: str, **fault: object) -> None:
    httpx.post(f"{live}/_emulator/faults", json={"route": "hook", **fault}).raise_for_status()


def accepted(live: str) -> int:
    summary: Json = httpx.get(f"{live}/_emulator/summary").json()
    return int(summary["accepted"])


@pytest.mark.parametrize(("kind", "taken"), [("reset_before", 0), ("reset_after", 1)])
def test_a_reset_reaches_the_sender_as_a_connection_reset(live: str, kind: str, taken: int) -> None:
    add(live, kind=kind)
    with pytest.raises(httpx.ReadError, match="reset by peer"):
        httpx.post(live + HOOK, json=text())
    assert accepted(live) == taken


def test_after_a_reset_the_next_connection_is_answered(live: str) -> None:
    add(live, kind="reset_before")
    with httpx.Client(base_url=live) as client:
        with pytest.raises(httpx.ReadError):
            client.post(HOOK, json=text())
        assert client.post(HOOK, json=text()).json()["code"] == 0


@pytest.mark.parametrize("accept", [False, True])
def test_a_timeout_outlasts_the_sender_and_takes_the_message_only_if_told_to(live: str, accept: bool) -> None:
    add(live, kind="timeout", accept=accept)
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(live + HOOK, json=text(), timeout=0.2)
    assert accepted(live) == int(accept)


def test_a_sender_that_waits_longer_than_the_timeout_gets_the_answer_if_there_is_one(live: str) -> None:
    add(live, kind="timeout", delay_s=0.05, accept=True)
    add(live, kind="timeout", delay_s=0.05)
    assert httpx.post(live + HOOK, json=text()).json()["code"] == 0
    with pytest.raises(httpx.ReadError):
        httpx.post(live + HOOK, json=text())


def test_a_slow_answer_comes_whole_in_the_end(live: str) -> None:
    add(live, kind="slow", delay_s=0.3)
    with httpx.stream("POST", live + HOOK, json=text()) as response:
        chunks = list(response.iter_raw())
    assert len(chunks) > 5
    assert b"".join(chunks).startswith(b'{"StatusCode"')
    assert accepted(live) == 1


def test_a_slow_answer_stops_when_the_sender_leaves(live: str) -> None:
    add(live, kind="slow", delay_s=300)
    with httpx.stream("POST", live + HOOK, json=text()) as response:
        assert response.status_code == 200
    # The fixture's server ends only when no answer is being sent any more.
    assert accepted(live) == 1


def test_waiting_senders_do_not_hold_up_the_others(live: str) -> None:
    add(live, kind="timeout", delay_s=60)
    with httpx.Client(base_url=live) as client, pytest.raises(httpx.ReadTimeout):
        client.post(HOOK, json=text(), timeout=0.2)
    assert httpx.post(live + HOOK, json=text()).json()["code"] == 0
