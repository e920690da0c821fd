from datetime import timedelta

import pytest

from lark_emulator.bots import Bot
from lark_emulator.codes import LarkError
from lark_emulator.security import check_signature, signature
from tests.lark_emulator.samples import NOW, NOW_S

BOT = Bot("b", secret="demo")


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        ("100", "jquNHnVOwmDRfw+vqTIrY5dooJAgi5EcRtLsQE4wfXg="),
        ("1599360473", "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="),
    ],
)
def test_signatures_equal_the_contract_s_vectors(timestamp: str, expected: str) -> None:
    assert signature(timestamp, "demo") == expected


@pytest.mark.parametrize("skew_s", [-3600, 0, 3600])
def test_an_hour_of_skew_either_way_is_accepted(skew_s: int) -> None:
    check_signature(BOT, {"timestamp": NOW_S, "sign": signature(NOW_S, "demo")}, NOW + timedelta(seconds=skew_s))


@pytest.mark.parametrize("skew_s", [-3601, 3601])
def test_more_than_an_hour_of_skew_is_refused(skew_s: int) -> None:
    with pytest.raises(LarkError, match="19021"):
        check_signature(BOT, {"timestamp": NOW_S, "sign": signature(NOW_S, "demo")}, NOW + timedelta(seconds=skew_s))


@pytest.mark.parametrize("timestamp", ["", "-5", "1e9", "²", "9" * 400, None, [], "0x10", NOW_S + "000"])
def test_a_timestamp_that_is_no_time_of_today_is_refused(timestamp: object) -> None:
    with pytest.raises(LarkError, match="19021"):
        check_signature(BOT, {"timestamp": timestamp, "sign": signature(str(timestamp), "demo")}, NOW)


@pytest.mark.parametrize("sign", ["", None, "ế", signature(NOW_S, "other"), signature(NOW_S, "demo").lower()])
def test_a_wrong_signature_is_refused(sign: object) -> None:
    with pytest.raises(LarkError, match="19021"):
        check_signature(BOT, {"timestamp": NOW_S, "sign": sign}, NOW)
