"""What is kept about browser and address."""

from datetime import UTC, datetime

import pytest

from forms_intake.enums import UserAgentClass
from forms_intake.slips import visitors


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Zalo android/12110",
            UserAgentClass.ZALO,
        ),
        ("Mozilla/5.0 (iPhone) Mobile [FBAN/MessengerForiOS;FBAV/440.0]", UserAgentClass.MESSENGER),
        ("Mozilla/5.0 (Linux; Android) Mobile [FB_IAB/FB4A;FBAV/441.0;]", UserAgentClass.FACEBOOK),
        ("Mozilla/5.0 (Linux; Android) Mobile Lark/7.9.6", UserAgentClass.LARK),
        ("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", UserAgentClass.BROWSER),
        ("", UserAgentClass.BROWSER),
    ],
)
def test_in_app_browsers_are_told_apart(header: str, kind: UserAgentClass) -> None:
    assert visitors.user_agent_class(header) == kind


def test_an_address_is_kept_as_a_hash_that_changes_with_the_month() -> None:
    august, september = datetime(2026, 8, 31, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
    hashed = visitors.ip_hash("203.0.113.9", august)

    assert len(hashed) == 32
    assert "203.0.113.9" not in hashed
    assert hashed == visitors.ip_hash("203.0.113.9", august) != visitors.ip_hash("203.0.113.9", september)
    assert visitors.ip_hash("", august) == ""


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:1::1", "2001:db8:1:1:ffff::7", True),
        ("2001:db8:1:1::1", "2001:db8:1:2::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("::ffff:203.0.113.9", "::ffff:203.0.113.10", False),
        ("203.0.113.9", "203.0.113.10", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("a socket", "a socket", True),
    ],
)
def test_all_addresses_of_one_subscriber_are_one(one: str, other: str, is_same: bool) -> None:
    now = datetime(2026, 8, 31, tzinfo=UTC)
    assert (visitors.ip_hash(one, now) == visitors.ip_hash(other, now)) is is_same
