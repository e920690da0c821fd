import pytest

from lark_emulator import journal, mailbox
from lark_emulator.im import store
from lark_emulator.journal import Call, Journal
from lark_emulator.mailbox import Mailbox, key_of
from tests.lark_emulator.samples import NOW


def fill(box: Mailbox, *titles: str) -> None:
    for title in titles:
        box.add(bot="b", received_at=NOW, msg_type="text", title=title, text="", raw=b"{}")


@pytest.mark.parametrize(
    ("title", "text", "key"),
    [
        ("[Nghỉ phép] NP-260821-A7K2 · An", "BL-260101-0000", "NP-260821-A7K2"),
        ("[Nghỉ phép] An", "Mã: NP-260821-A7K2", "NP-260821-A7K2"),
        ("NP-260821-A7KI", "", "NP-260821-A7KI"),
        ("XNP-260821-A7K2", "", "XNP-260821-A7K2"),
        ("Không mã", "text", "Không mã"),
        ("", "x" * 500, "x" * 120),
    ],
)
def test_a_message_is_known_by_reference_then_title_then_text(title: str, text: str, key: str) -> None:
    assert key_of(title, text) == key


def test_the_oldest_messages_are_forgotten_and_their_keys_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_MESSAGES", 3)
    box = Mailbox()
    fill(box, "a", "b", "b", "c", "d")
    assert [message.id for message in box.since(0)] == [3, 4, 5]
    assert box.by_key() == {"b": 1, "c": 1, "d": 1}
    assert box.accepted == 5


def test_ids_go_on_after_clearing() -> None:
    box = Mailbox()
    fill(box, "a")
    box.clear()
    fill(box, "b")
    assert [message.id for message in box.since(1)] == [2]
    assert box.accepted == 1


def test_a_new_version_keeps_its_place_and_counts_as_news() -> None:
    box = Mailbox()
    fill(box, "NP-260821-A7K2 mới", "B")
    box.change(1, title="NP-260821-A7K2 xong", text="", raw=b"{}")
    assert [(one.id, one.changed) for one in box.since(2)] == [(1, 3)]
    assert [one.title for one in box.since(0)] == ["NP-260821-A7K2 xong", "B"]
    assert (box.by_key(), box.accepted) == ({"NP-260821-A7K2": 1, "B": 1}, 2)


def test_a_new_version_of_a_forgotten_message_is_forgotten_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_MESSAGES", 1)
    box = Mailbox()
    fill(box, "A", "B")
    box.change(1, title="C", text="", raw=b"{}")
    assert [one.title for one in box.since(0)] == ["B"]


def test_the_oldest_messages_of_apps_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_MESSAGES", 2)
    messages = store.AppMessages()
    for number in range(3):
        messages.add(store.AppMessage(f"om_{number}", number, "cli_x", "oc_x", "text", "", NOW))
    assert [one.message_id for one in messages] == ["om_1", "om_2"]
    assert messages.get("om_0") is None


def test_the_journal_keeps_the_newest_calls() -> None:
    calls = Journal()
    for _ in range(journal.MOST_CALLS + 5):
        calls.add(Call(calls.next_id(), NOW, "hook", "b", "", "accepted", 0, "", None, None, None, ""))
    assert (len(calls.calls()), calls.calls()[0].id) == (journal.MOST_CALLS, 6)
