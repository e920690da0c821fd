"""Transport E: what the sender is told by e-mail, once for each state, and what the mail server's answers mean."""

import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import Settings

from forms_intake.enums import DestinationKind, Flag, Outcome, Purpose, WorkStatus
from forms_intake.hints import Hint
from forms_intake.lark.answers import Answer
from forms_intake.lark.mail import SENTENCES, Letter, Mail
from forms_intake.lark.transports import Access, Call
from forms_intake.models import Delivery, Destination, Submission
from forms_intake.slips.online import SLIPS
from tests import factories
from tests.factories import PAYLOAD
from tests.smtp import HANG_UP, SILENCE, MailServer, mail_server

pytestmark = pytest.mark.django_db
ADDRESS = "huong@example.com"


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    """A mail server, and settings that point to it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.LARK_TIMEOUT_S = 1.0
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def delivery_of(submission: Submission, **fields: Any) -> Delivery:
    destination = Destination.objects.filter(kind=DestinationKind.EMAIL).first()
    destination = destination or Destination.objects.create(kind=DestinationKind.EMAIL, name="E-mail", config={})
    return Delivery.objects.create(submission=submission, destination=destination, **fields)


def sent(**fields: Any) -> Submission:
    return factories.submission(**{"contact_email": ADDRESS, **fields})


def built(delivery: Delivery) -> Letter:
    return Mail().build(delivery, level=0, may_repeat=False)


def send(delivery: Delivery, letter: Letter | None = None) -> Answer:
    call = Call(
        purpose=Purpose(delivery.purpose),
        access=Access(config={}),
        key=delivery.idempotency_key,
        reference=delivery.submission.reference,
        message=letter or built(delivery),
    )
    return Mail().send(call)


def texts(letter: Letter) -> list[str]:
    """As plain text, and as HTML."""
    assert letter.mail is not None
    return [str(letter.mail.body), str(letter.mail.alternatives[0][0])]


def told(submission: Submission, status: WorkStatus, reason: str = "") -> Letter:
    """The letter about a new status, after the copy was sent."""
    create = delivery_of(submission)
    Delivery.objects.filter(pk=create.pk).update(remote_id=built(create).remote_id)
    submission.work_status, submission.status_reason = status, reason
    submission.save()
    return built(delivery_of(submission, purpose=Purpose.UPDATE))


def test_the_copy_reaches_the_sender_as_text_and_as_html(server: MailServer) -> None:
    submission = sent()
    assert send(delivery_of(submission)).outcome is Outcome.OK
    [letter] = server.letters()
    assert (letter["To"], submission.reference in letter["Subject"]) == (ADDRESS, True)
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]


def test_the_copy_repeats_everything_that_was_answered() -> None:
    submission = sent()
    with translation.override("vi"):
        rows = [row for group in SLIPS["leave-request"].groups(submission.payload) for row in group.rows]
    for text in texts(built(delivery_of(submission))):
        assert all(row.value in text for row in rows)
        assert submission.reference in text


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_letters_speak_the_language_of_the_slip(locale: str) -> None:
    letter = built(delivery_of(sent(locale=locale)))
    with translation.override(locale):
        label = gettext("Slip reference")
    assert all(label in text for text in texts(letter))
    assert f'lang="{locale}"' in texts(letter)[1]


def test_sensitive_answers_never_stand_in_a_letter() -> None:
    submission = sent(sensitive={"health_note": "hen suyễn", "private_note": "học phí"})
    assert not any(word in text for text in texts(built(delivery_of(submission))) for word in ("hen suyễn", "học phí"))


def test_what_was_typed_cannot_become_markup_or_a_header() -> None:
    nasty = "<script>x</script>\r\nBcc: victim@example.com"
    letter = built(delivery_of(sent(payload=PAYLOAD | {"note": nasty, "course_text": nasty})))
    assert letter.mail is not None
    assert "<script>" not in texts(letter)[1]
    assert not {name.lower() for name, _value in letter.mail.message().items()} & {"bcc", "cc"}


def test_an_address_with_a_line_end_is_refused_and_nothing_is_sent(server: MailServer) -> None:
    submission = sent()
    Submission.objects.filter(pk=submission.pk).update(contact_email="a@example.com\nBcc: b@example.com")
    submission.refresh_from_db()
    answer = send(delivery_of(submission))
    assert (answer.outcome, answer.hint, server.taken) == (Outcome.CONTENT, Hint.MAIL_ADDRESS, [])


def test_a_slip_that_looks_like_spam_sends_nobody_what_was_typed() -> None:
    submission = sent(flags=(Flag.POSSIBLE_SPAM,), payload=PAYLOAD | {"note": "mua ngay"})
    for text in texts(built(delivery_of(submission))):
        assert "mua ngay" not in text
        assert submission.reference in text


def test_a_letter_holds_no_link_that_somebody_typed() -> None:
    bait = "Đăng nhập ngay https://evil.example/login"
    letter = built(delivery_of(sent(payload=PAYLOAD | {"note": bait, "contact_name": "Evil.Example"})))
    for text in texts(letter):
        assert "Đăng nhập ngay" in text
        assert not any(link in text for link in ("evil.example", "Evil.Example"))


def test_a_slip_whose_answers_cannot_be_shown_is_confirmed_by_its_reference() -> None:
    submission = sent(payload={"leave_kind": "unheard of"})
    assert all(submission.reference in text for text in texts(built(delivery_of(submission))))


def test_a_repeat_has_the_same_message_id(server: MailServer) -> None:
    delivery = delivery_of(sent())
    server.answers["END"] = HANG_UP
    first, second = send(delivery), send(delivery)
    assert (first.outcome, first.is_ambiguous, second.outcome) == (Outcome.BACKOFF, True, Outcome.BACKOFF)
    ids = [letter["Message-ID"] for letter in server.letters()]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert ids[0].startswith(f"<{delivery.idempotency_key}.")


@pytest.mark.parametrize("status", [status for status in WorkStatus if status is not WorkStatus.RECEIVED])
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_each_status_has_a_sentence_of_its_own(status: WorkStatus, locale: str) -> None:
    submission = sent(locale=locale)
    letter = told(submission, status, "Trùng lịch")
    with translation.override(locale):
        words = (submission.get_work_status_display(), str(SENTENCES[status]))
    assert all(word in text for word in words for text in texts(letter))


@pytest.mark.parametrize("status", [WorkStatus.NEEDS_INFO, WorkStatus.DECLINED])
def test_the_reason_is_told_where_one_is_needed(status: WorkStatus) -> None:
    text, html = texts(told(sent(), status, "Trùng lịch <cô Hà>"))
    assert "Trùng lịch <cô Hà>" in text
    assert "Trùng lịch &lt;cô Hà&gt;" in html


def test_the_office_s_reason_stays_inside_otherwise() -> None:
    assert not any("ghi chú nội bộ" in text for text in texts(told(sent(), WorkStatus.APPROVED, "ghi chú nội bộ")))


def test_a_change_that_does_not_concern_the_sender_sends_nothing(server: MailServer) -> None:
    submission = sent()
    letter = told(submission, WorkStatus.RECEIVED)
    answer = send(submission.deliveries.get(purpose=Purpose.UPDATE), letter)
    assert (letter.mail, answer.outcome, answer.remote_id, server.taken) == (None, Outcome.OK, letter.remote_id, [])


def test_the_same_status_is_told_once_and_a_new_one_again(server: MailServer) -> None:
    submission = sent()
    told(submission, WorkStatus.IN_REVIEW)
    update = submission.deliveries.get(purpose=Purpose.UPDATE)
    update.remote_id = send(update).remote_id
    assert built(update).mail is None
    submission.work_status = WorkStatus.APPROVED
    update.submission = submission
    assert built(update).mail is not None


def test_a_change_follows_the_copy_in_one_conversation() -> None:
    submission = sent()
    letter = told(submission, WorkStatus.DONE)
    create = submission.deliveries.get(purpose=Purpose.CREATE)
    assert letter.mail is not None
    assert create.remote_id in letter.mail.extra_headers["In-Reply-To"]


def test_without_an_address_nobody_can_be_told() -> None:
    answer = send(delivery_of(sent(contact_email="")))
    assert (answer.outcome, answer.hint) == (Outcome.CONTENT, Hint.MAIL_ADDRESS)


@pytest.mark.parametrize("sender", ["Phím Ngà <no-reply@phimnga.test>", "no-reply@localhost", "broken"])
def test_the_message_id_is_one_whatever_our_own_address_is(settings: Settings, sender: str) -> None:
    settings.DEFAULT_FROM_EMAIL = sender
    letter = built(delivery_of(sent()))
    assert letter.mail is not None
    assert letter.mail.extra_headers["Message-ID"].count("@") == 1


ANSWERS = [
    ("CONNECT", "421 too busy", Outcome.BACKOFF, None, False),
    ("CONNECT", "554 go away", Outcome.CONFIG, Hint.MAIL_SERVER, False),
    ("CONNECT", HANG_UP, Outcome.BACKOFF, None, False),
    ("CONNECT", SILENCE, Outcome.BACKOFF, None, False),
    ("MAIL", "451 later", Outcome.BACKOFF, None, False),
    ("MAIL", "550 not you", Outcome.CONFIG, Hint.MAIL_SENDER, False),
    ("RCPT", "450 full", Outcome.BACKOFF, None, False),
    ("RCPT", "550 no such user huong@example.com", Outcome.CONTENT, Hint.MAIL_ADDRESS, False),
    ("DATA", "452 no room", Outcome.BACKOFF, None, False),
    ("DATA", "554 no", Outcome.CONTENT, Hint.MAIL_REFUSED, False),
    ("END", "451 later", Outcome.BACKOFF, None, False),
    ("END", "554 spam", Outcome.CONTENT, Hint.MAIL_REFUSED, False),
    ("END", HANG_UP, Outcome.BACKOFF, None, True),
    ("END", SILENCE, Outcome.BACKOFF, None, True),
    ("QUIT", "500 what", Outcome.OK, None, False),
    ("QUIT", HANG_UP, Outcome.OK, None, False),
]


@pytest.mark.parametrize(("verb", "said", "outcome", "hint", "ambiguous"), ANSWERS)
def test_each_answer_of_the_mail_server_has_its_class(
    server: MailServer, verb: str, said: str, outcome: Outcome, hint: Hint | None, ambiguous: bool
) -> None:
    server.answers[verb] = said
    answer = send(delivery_of(sent()))
    assert (answer.outcome, answer.hint, answer.is_ambiguous) == (outcome, hint, ambiguous)
    assert ADDRESS not in answer.message


@pytest.mark.parametrize(
    ("said", "outcome", "hint"),
    [("535 wrong password", Outcome.CONFIG, Hint.MAIL_LOGIN), ("454 later", Outcome.BACKOFF, None)],
)
def test_a_refused_password_is_a_fault_of_the_configuration(
    server: MailServer, settings: Settings, said: str, outcome: Outcome, hint: Hint | None
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "school", "secret"
    server.answers["AUTH"] = said
    answer = send(delivery_of(sent()))
    assert (answer.outcome, answer.hint) == (outcome, hint)


def test_a_server_without_the_encryption_we_ask_for_is_a_fault_of_the_configuration(
    server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_USE_TLS = True
    assert send(delivery_of(sent())).hint is Hint.MAIL_SERVER


def test_nobody_listening_means_that_nothing_can_have_arrived(server: MailServer, settings: Settings) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = unheard.getsockname()[1]
        answer = send(delivery_of(sent()))
    assert (answer.outcome, answer.is_ambiguous) == (Outcome.BACKOFF, False)


def test_a_mail_server_that_nobody_knows_is_a_fault_of_the_configuration(
    server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.invalid"
    answer = send(delivery_of(sent()))
    assert (answer.outcome, answer.is_ambiguous) in {(Outcome.CONFIG, False), (Outcome.BACKOFF, False)}


def test_other_backends_are_used_as_they_are() -> None:
    assert send(delivery_of(sent())).outcome is Outcome.OK
    assert [letter.to for letter in outbox.outbox] == [[ADDRESS]]


@pytest.mark.parametrize("status", [WorkStatus.RECEIVED, WorkStatus.NEEDS_INFO])
def test_every_letter_leads_to_the_page_of_its_slip(status: WorkStatus, client: Client) -> None:
    submission = sent()
    letter = built(delivery_of(submission)) if status == WorkStatus.RECEIVED else told(submission, status, "giấy khám")
    with translation.override("vi"):
        words = gettext("Answer the school" if status == WorkStatus.NEEDS_INFO else "Follow the slip")
    plain, styled = texts(letter)
    [address] = re.findall(r"https?://\S+/phieu/status/link/\S+/", plain)
    assert f'href="{address}"' in styled
    assert words in styled
    assert client.get(urlsplit(address).path)["Location"] == f"/phieu/status/{submission.reference}/"
