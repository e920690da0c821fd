"""Time zones to choose from."""

import zoneinfo
from datetime import datetime

import pytest
from django.utils import translation

from accounts import zones
from accounts.models import Profile


def offered() -> dict[str, str]:
    return {name: label for _group, names in zones.choices() for name, label in names}


def test_vietnam_comes_first_and_says_its_distance() -> None:
    with translation.override("en"):
        (_title, common), *_others = zones.choices()

    assert common[0] == ("Asia/Ho_Chi_Minh", "Vietnam (UTC+07:00)")


def test_every_place_is_offered_once() -> None:
    names = [name for _group, names in zones.choices() for name, _label in names]

    assert len(names) == len(set(names)) > 300
    assert set(names) == zones.known()


def test_a_place_is_named_by_its_city() -> None:
    with translation.override("en"):
        assert offered()["America/Argentina/Buenos_Aires"] == "Argentina, Buenos Aires, America (UTC-03:00)"
        assert offered()["Asia/Kathmandu"] == "Kathmandu, Asia (UTC+05:45)"


def test_every_choice_fits_its_column_and_can_be_loaded() -> None:
    longest = Profile._meta.get_field("timezone").max_length
    assert longest == zones.LONGEST
    assert max(len(name) for name in zones.known()) <= zones.LONGEST
    assert all(zones.of(name) == zoneinfo.ZoneInfo(name) for name in zones.known())


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "posixrules", "localtime"])
def test_what_is_not_offered_becomes_the_schools_zone(name: str) -> None:
    assert datetime(2026, 1, 1, tzinfo=zones.of(name)).strftime("%z") == "+0700"
