"""Tenant access tokens (get-custom-app-tenant-access-token.md): who was given which, and until when."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

LIFETIME = timedelta(hours=2)
# With less than this left Lark gives a new token, and both are good.
RENEWED_BELOW = timedelta(minutes=30)


@dataclass(frozen=True)
class Token:
    value: str
    app_id: str
    expires_at: datetime


class Tokens:
    def __init__(self) -> None:
        self._known: dict[str, Token] = {}
        self._newest: dict[str, Token] = {}

    def issue(self, app_id: str, now: datetime) -> Token:
        newest = self._newest.get(app_id)
        if newest is None or newest.expires_at - now < RENEWED_BELOW:
            newest = Token(f"t-{secrets.token_hex(16)}", app_id, now + LIFETIME)
            self._newest[app_id] = self._known[newest.value] = newest
        return newest

    def app_of(self, value: str, now: datetime) -> str | None:
        """The app whose token this is; None when Lark does not know it or it has expired."""
        token = self._known.get(value)
        return token.app_id if token is not None and now < token.expires_at else None

    def revoke(self) -> None:
        """Every token issued so far stops working, as when a secret was rotated."""
        self._known.clear()
        self._newest.clear()
