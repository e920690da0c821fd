"""url_verification: before Lark saves an address, the address must echo a challenge within a second."""

import secrets
from datetime import datetime

from lark_emulator.apps import App
from lark_emulator.outgoing.envelope import seal
from lark_emulator.outgoing.post import post

LIMIT_S = 1.0


async def echoes(app: App, url: str, now: datetime) -> bool:
    challenge = secrets.token_hex(16)
    payload = {"challenge": challenge, "token": app.verification_token, "type": "url_verification"}
    raw, headers = seal(app, payload, now, signed=False)
    answer = await post(url, raw, headers, limit_s=LIMIT_S)
    return answer.problem == "" and (answer.json() or {}).get("challenge") == challenge
