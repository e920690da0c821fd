"""Browsers inside other apps, told by their User-Agent: they fail in their own ways, and Google refuses them."""

# The first that fits: Messenger's browser also carries Facebook's marks, and Instagram's may.
_MARKS = (
    ("zalo", ("Zalo",)),
    ("lark", ("Lark/", "Feishu/")),
    ("messenger", ("MessengerForiOS", "MessengerLite", "FB_IAB/MESSENGER", "FB_IAB/Orca")),
    ("instagram", ("Instagram",)),
    ("facebook", ("FBAN/", "FBAV/", "FB_IAB/")),
    ("tiktok", ("musical_ly", "BytedanceWebview", "TikTok", "trill_")),
    ("line", (" Line/",)),
    # Android's own mark of a web page inside any other app.
    ("other", ("; wv)",)),
)


def in_app(user_agent: str) -> str:
    """The app whose in-app browser this header names (zalo, lark, …, other), or an empty string."""
    found = (app for app, marks in _MARKS if any(mark in user_agent for mark in marks))
    return next(found, "")
