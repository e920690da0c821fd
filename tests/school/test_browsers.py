"""In-app browsers by their headers, as the apps sent them."""

import pytest

from school import browsers

CHROME = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"


@pytest.mark.parametrize(
    ("header", "app"),
    [
        (f"{CHROME} Zalo android/12110733", "zalo"),
        (f"{IPHONE} Zalo iOS/634", "zalo"),
        (f"{CHROME} [FB_IAB/FB4A;FBAV/441.0;]", "facebook"),
        (f"{IPHONE} [FBAN/MessengerForiOS;FBAV/440.0]", "messenger"),
        (f"{CHROME} [FB_IAB/Orca-Android;FBAV/500.0;]", "messenger"),
        (f"{IPHONE} Instagram 380.0.0.28 (iPhone14,5; iOS 18_5)", "instagram"),
        (f"{CHROME} Lark/7.9.6", "lark"),
        (f"{IPHONE} musical_ly_40.2.0 BytedanceWebview/d8a21c6", "tiktok"),
        (f"{IPHONE} Safari Line/15.5.0", "line"),
        ("Mozilla/5.0 (Linux; Android 14; K; wv) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile", "other"),
        (CHROME, ""),
        (f"{IPHONE} Safari/604.1", ""),
        ("", ""),
    ],
)
def test_in_app_browsers_are_told_from_plain_ones(header: str, app: str) -> None:
    assert browsers.in_app(header) == app
