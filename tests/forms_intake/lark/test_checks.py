"""“Test connection”: what is wrong, and what to do about it in Lark; nothing is written, nothing raises."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation
from pytest_django import Settings

from forms_intake.enums import DestinationKind
from forms_intake.hints import Hint
from forms_intake.lark import checks, mapping, tokens
from forms_intake.lark.base_sources import SOURCES
from forms_intake.lark.checks import Report
from forms_intake.lark.transports import Access
from tests.forms_intake.lark import bases
from tests.lark import Lark
from tests.smtp import HANG_UP, SILENCE, MailServer, mail_server

BASE, MESSAGE, WEBHOOK, EMAIL = (
    DestinationKind.BASE,
    DestinationKind.MESSAGE,
    DestinationKind.WEBHOOK,
    DestinationKind.EMAIL,
)


@pytest.fixture(autouse=True)
def _in_english_with_no_token_held() -> Iterator[None]:
    tokens.forget()
    with translation.override("en"):
        yield
    tokens.forget()


def suggested() -> list[dict[str, Any]]:
    return [column.stored() for column in mapping.suggest(checks.check(BASE, bases.ACCESS).fields)]


def wrong(report: Report) -> list[str]:
    """Sentence and advice of each finding that is not in order."""
    assert not report.ok
    return [f"{finding.sentence} | {finding.hint}" for finding in report.findings if not finding.ok]


def chat(chat_id: str = "oc_office") -> Report:
    return checks.check(MESSAGE, Access(config={"chat_id": chat_id}, app=bases.APP))


def robot(lark: Lark, token: str = "demo-bot", **config: str) -> Access:
    return Access(config={"url": lark.robot_url(token), "secret": "demo-secret"} | config)


def test_a_good_base_is_good_and_tells_its_columns_and_its_price(lark: Lark) -> None:
    report = checks.check(BASE, bases.ACCESS, suggested())
    assert (report.ok, report.counted, len(report.fields), report.differences) == (True, 2, 16, ())
    assert "columns: 16" in report.findings[0].sentence
    assert lark.records() == []


def test_a_base_of_more_columns_than_one_page_holds_is_read_to_its_end(lark: Lark) -> None:
    more = [{"name": f"Cột {number}", "type": 1} for number in range(100)]
    lark.base(tables={"tblSlips": {"fields": [*more, {"name": "Ghi chú", "type": 1}]}})
    report = checks.check(BASE, bases.ACCESS)
    assert (report.ok, len(report.fields), report.counted) == (True, 117, 3)
    assert report.fields[-1].name == "Ghi chú"


def test_a_base_that_has_every_column_lacks_nothing(lark: Lark) -> None:
    lark.drop_column("Người xử lý")
    for source in SOURCES.values():
        lark.column(source.names[0], type=source.types[0].value)
    report = checks.check(BASE, bases.ACCESS)
    assert not any("More can be written" in finding.sentence for finding in report.findings)


def test_a_base_says_that_nothing_was_written_and_where_to_see_the_right_to_write(lark: Lark) -> None:
    hints = [finding.hint for finding in checks.check(BASE, bases.ACCESS).findings]
    assert any("Nothing was written" in hint and "Add document app" in hint for hint in hints)


def test_columns_that_could_be_added_are_named_with_their_types(lark: Lark) -> None:
    last = checks.check(BASE, bases.ACCESS, suggested()).findings[-1]
    assert last.ok
    assert "Trạng thái (Single option)" in last.hint
    # The Base has a column “Người xử lý” already, of a type that takes no names.
    assert "Người phụ trách (Single option)" in last.hint
    assert "Học viên" not in last.hint


def test_a_base_without_the_reference_says_which_column_to_add(lark: Lark) -> None:
    stored = suggested()
    lark.drop_column("Submission ID")
    [told, *_drift] = wrong(checks.check(BASE, bases.ACCESS, stored))
    assert "no column “Submission ID”" in told
    assert "type “Text”" in told


def test_a_reference_of_another_type_says_how_to_change_it(lark: Lark) -> None:
    stored = suggested()
    lark.drop_column("Submission ID")
    lark.column("Submission ID", type=2)
    told = wrong(checks.check(BASE, bases.ACCESS, stored))
    assert "“Edit field”" in told[0]
    lark.drop_column("Mã phiếu")
    assert "is not of type “Text”" in wrong(checks.check(BASE, bases.ACCESS))[0]


def test_changed_columns_are_told_and_keep_no_slip_away(lark: Lark) -> None:
    stored = suggested()
    lark.column("Học viên", name="Tên bé")
    lark.drop_column("Số buổi")
    report = checks.check(BASE, bases.ACCESS, stored)
    assert report.ok
    assert [entry["kind"] for entry in report.differences] == ["renamed", "removed"]
    sentences = [finding.sentence for finding in report.findings]
    assert "Column “Học viên” is now called “Tên bé”." in sentences
    assert any("“Số buổi” is gone" in sentence for sentence in sentences)


def test_a_base_that_the_app_was_not_added_to_names_the_menu(lark: Lark) -> None:
    lark.base(apps=[])
    [told] = wrong(checks.check(BASE, bases.ACCESS))
    assert "Add document app" in told


@pytest.mark.parametrize("place", [{"app_token": "bascnOther"}, {"table_id": "tblOther"}])
def test_a_base_that_is_not_there_asks_for_its_address(lark: Lark, place: dict[str, str]) -> None:
    [told] = wrong(checks.check(BASE, replace(bases.ACCESS, config=bases.PLACE | place)))
    assert str(Hint.BASE_UNKNOWN.label) in told


def test_a_base_without_address_is_not_asked_for(lark: Lark) -> None:
    [told] = wrong(checks.check(BASE, Access(config={}, app=bases.APP)))
    assert "No table is chosen" in told
    assert lark.requests() == []


def test_rows_that_cannot_be_read_are_a_fault_because_they_are_looked_for(lark: Lark) -> None:
    stored = suggested()
    lark.fault("code", route="record_search", code=1254302, status=403, msg="RolePermNotAllow", count=1)
    [told] = wrong(checks.check(BASE, bases.ACCESS, stored))
    assert "Add document app" in told


@pytest.mark.parametrize("kind", [BASE, MESSAGE])
def test_a_missing_permission_names_the_console_page(lark: Lark, kind: str) -> None:
    lark.configure(scopes=["contact:user"])
    report = checks.check(kind, replace(bases.ACCESS, config=bases.PLACE | {"chat_id": "oc_office"}))
    assert "Permissions & Scopes" in wrong(report)[0]


@pytest.mark.parametrize("app", [{}, {"app_id": "cli_demo", "app_secret": "wrong"}, {"app_id": "x", "app_secret": "y"}])
def test_a_wrong_secret_says_where_to_copy_it(lark: Lark, app: dict[str, str]) -> None:
    for report in (checks.check(BASE, replace(bases.ACCESS, app=app)), checks.check_app_access(app)):
        [told] = wrong(report)
        assert str(Hint.APP_SECRET.label) in told


def test_an_app_is_known_by_its_secret_and_costs_nothing(lark: Lark) -> None:
    report = checks.check_app_access(bases.APP)
    assert (report.ok, report.counted) == (True, 0)


def test_the_chat_of_the_bot_is_found_and_all_are_offered(lark: Lark) -> None:
    report = chat()
    assert (report.ok, report.counted) == (True, 1)
    assert {chat.id for chat in report.chats} == {"oc_office", "oc_managers"}
    assert lark.app_messages() == []


def test_an_app_that_may_not_read_the_group_is_told_which_permission_to_add(lark: Lark) -> None:
    report = chat()
    assert report.ok
    assert "im:message.group_msg" in report.findings[-1].hint
    lark.configure(scopes=["im:message", "im:chat:readonly", "im:message.group_msg"])
    assert "im:message.group_msg" not in str(chat().findings)


def test_more_chats_than_one_page_holds_are_all_read(lark: Lark) -> None:
    for number in range(101):
        lark.chat(f"oc_{number}", apps=["cli_demo"])
    report = chat("oc_100")
    assert (report.ok, len(report.chats), report.counted) == (True, 103, 2)


def test_a_chat_without_the_bot_says_how_to_add_it(lark: Lark) -> None:
    [told] = wrong(chat("oc_elsewhere"))
    assert "Bots" in told


def test_no_chat_chosen_yet_still_offers_the_list(lark: Lark) -> None:
    report = chat("")
    assert "Choose one from the list" in wrong(report)[0]
    assert len(report.chats) == 2


def test_a_bot_in_no_chat_says_so(lark: Lark) -> None:
    app = {"app_id": "cli_other", "app_secret": "other-app-secret"}
    [told] = wrong(checks.check(MESSAGE, Access(config={"chat_id": "oc_office"}, app=app)))
    assert "in no group yet" in told


def test_a_robot_is_only_looked_at(lark: Lark) -> None:
    report = checks.check(WEBHOOK, robot(lark))
    assert report.ok
    assert "Send a test line" in report.findings[0].hint
    assert lark.requests() == []


@pytest.mark.parametrize("url", ["", "https://evil.example/open-apis/bot/v2/hook/x", "nonsense"])
def test_a_robot_address_that_is_none_says_what_to_paste(lark: Lark, url: str) -> None:
    [told] = wrong(checks.check(WEBHOOK, robot(lark, url=url)))
    assert "/open-apis/bot/v2/hook/" in told
    assert not checks.probe(robot(lark, url=url)).ok
    assert lark.requests() == []


def test_a_test_line_is_sent_only_when_asked_for(lark: Lark) -> None:
    assert checks.probe(robot(lark)).ok
    [message] = lark.messages()
    assert "Phím Ngà" in message["text"]
    assert "phiếu" in message["text"]


def test_a_test_line_that_is_refused_says_why(lark: Lark) -> None:
    [told] = wrong(checks.probe(robot(lark, secret="wrong")))
    assert str(Hint.SIGNATURE.label) in told


@pytest.mark.parametrize("kind", ["status_500", "html", "truncated", "reset_before", "redirect", "timeout"])
@pytest.mark.parametrize(("check", "route"), [(BASE, "fields"), (MESSAGE, "chats"), (BASE, "token")])
def test_whatever_lark_does_a_sentence_comes_of_it(lark: Lark, kind: str, check: str, route: str) -> None:
    lark.fault(kind, route=route, count=1, **({"delay_s": 3} if kind == "timeout" else {}))
    report = checks.check(check, replace(bases.ACCESS, config=bases.PLACE | {"chat_id": "oc_office"}))
    assert all("|" in told and len(told) > 40 for told in wrong(report))


@pytest.mark.parametrize("code", [99991400, 99991403, 1254002, 424242])
def test_every_class_of_refusal_has_its_sentence_and_its_number(lark: Lark, code: int) -> None:
    lark.fault("code", route="fields", code=code, msg="", count=1)
    [told] = wrong(checks.check(BASE, bases.ACCESS))
    assert str(code) in told


def test_no_answer_at_all_ends_in_time(lark: Lark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_LONGEST_S", 0.2)
    lark.fault("timeout", route="fields", delay_s=2, count=1)
    [told] = wrong(checks.check(BASE, bases.ACCESS))
    assert "within 15 seconds" in told


def test_a_test_that_breaks_says_so_instead_of_raising(lark: Lark) -> None:
    [told] = wrong(checks.check(BASE, bases.ACCESS, [{"ours": "reference"}]))
    assert "went wrong" in told


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_report_is_in_the_language_of_whoever_asks(lark: Lark, language: str) -> None:
    with translation.override(language):
        told = checks.probe(robot(lark, secret="wrong")).findings[0].hint
        assert told == str(Hint.SIGNATURE.label)
    assert ("khoá ký" in told) == (language == "vi")


def test_no_secret_stands_in_a_report(lark: Lark) -> None:
    lark.fault("code", route="token", code=10014, msg="app secret demo-app-secret invalid", count=1)
    assert "demo-app-secret" not in repr(checks.check(BASE, bases.ACCESS))


def test_a_server_without_mail_server_says_so(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    report = checks.check(EMAIL, Access(config={}))
    assert not report.ok
    assert "EMAIL_URL" in report.findings[0].hint


@pytest.fixture
def mails(settings: Settings) -> Iterator[MailServer]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "school", "secret"
    settings.LARK_TIMEOUT_S = 1.0
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.answers["AUTH"] = "235 welcome"
        yield server


def test_a_mail_server_that_lets_us_in_gets_no_letter(mails: MailServer) -> None:
    assert checks.check(EMAIL, Access(config={})).ok
    assert mails.taken == []


@pytest.mark.parametrize(
    ("verb", "said", "hint"),
    [
        ("AUTH", "535 wrong password", Hint.MAIL_LOGIN),
        ("CONNECT", "554 go away", Hint.MAIL_SERVER),
        ("CONNECT", HANG_UP, Hint.MAIL_SERVER),
        ("CONNECT", SILENCE, Hint.MAIL_SERVER),
    ],
)
def test_a_mail_server_that_does_not_says_what_to_check(mails: MailServer, verb: str, said: str, hint: Hint) -> None:
    mails.answers[verb] = said
    [told] = wrong(checks.check(EMAIL, Access(config={})))
    assert str(hint.label) in told
