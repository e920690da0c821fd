"""Settings of the ways to sign in that need more than a value."""

from typing import Any


def google(client_id: str, secret: str) -> dict[str, Any]:
    """Google's entry for allauth; without credentials it has no app, and pages offer no button."""
    apps = [{"client_id": client_id, "secret": secret, "key": ""}] if client_id and secret else []
    return {"APPS": apps, "SCOPE": ["profile", "email"], "OAUTH_PKCE_ENABLED": True}
