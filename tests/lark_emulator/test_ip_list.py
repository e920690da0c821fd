import pytest

from lark_emulator.ip_list import allows, is_entry


@pytest.mark.parametrize(
    ("entry", "sender", "allowed"),
    [
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.30", False),
        ("123.12.1.*", "123.12.1.77", True),
        ("123.12.1.*", "123.12.10.7", False),
        ("123.*.1.*", "123.9.1.7", True),
        ("10.0.0.0/8", "10.200.1.1", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("10.0.0.7/8", "10.9.9.9", True),
        ("2001:db8::/32", "2001:db8::7", True),
        ("10.0.0.0/8", "2001:db8::7", False),
        ("10.*.*.*", "2001:db8::7", False),
        ("10.0.0.0/8", "", False),
    ],
)
def test_an_entry_allows_the_addresses_it_covers(entry: str, sender: str, allowed: bool) -> None:
    assert allows((entry,), sender) is allowed


def test_one_entry_that_matches_is_enough() -> None:
    assert allows(("10.1.1.1", "10.2.2.*"), "10.2.2.9")


def test_an_empty_list_allows_everybody() -> None:
    assert allows((), "192.0.2.1")


@pytest.mark.parametrize(
    "entry", ["", "localhost", "10.0.0.0/40", "10.1.*", "10.1.2.3.*", "*", "1.2.3.1234", "10.a.*.1"]
)
def test_what_is_no_address_pattern_or_range_is_no_entry(entry: str) -> None:
    assert not is_entry(entry)
