"""Browsers and systems in words."""

import pytest
from django.utils import translation

from accounts.sessions import devices

ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
KNOWN = [
    (f"{ANDROID}Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
    (f"{ANDROID}Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 Zalo android/24060012", "Zalo on Android"),
    (f"{ANDROID}SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", "Samsung Internet on Android"),
    (f"{ANDROID}Version/4.0 Chrome/126.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/469.0.0]", "Facebook on Android"),
    (f"{IPHONE}Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
    (f"{IPHONE}CriOS/126.0.6478.35 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
    (f"{IPHONE}Mobile/15E148 Zalo iOS/604", "Zalo on iPhone"),
    (f"{IPHONE}Mobile/15E148 [FBAN/MessengerForiOS;FBAV/440.0]", "Messenger on iPhone"),
    (f"{IPHONE}Mobile/15E148 Instagram 380.0.0.28 (iPhone14,5; iOS 18_5)", "Instagram on iPhone"),
    (f"{IPHONE}Mobile/15E148 Safari Line/15.5.0", "LINE on iPhone"),
    (f"{ANDROID}Version/4.0 Chrome/126.0.0.0 Mobile musical_ly_40.2.0", "TikTok on Android"),
    (f"{WINDOWS}Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge on Windows"),
    (f"{WINDOWS}coc_coc_browser/126.0.146 Chrome/120.0.0.0 Safari/537.36", "Cốc Cốc on Windows"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on Linux"),
    (f"{MAC}Version/17.5 Safari/605.1.15", "Safari on macOS"),
    ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "Chrome on ChromeOS"),
    ("Mozilla/5.0 (Windows NT 10.0)", "Windows"),
    ("Firefox/1", "Firefox"),
    ("curl/8.5.0", "Unknown browser"),
    ("", "Unknown browser"),
]


@pytest.mark.parametrize(("user_agent", "words"), KNOWN)
def test_a_browser_is_named_as_people_call_it(user_agent: str, words: str) -> None:
    with translation.override("en"):
        assert devices.described(user_agent) == words
