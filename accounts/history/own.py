"""How history speaks of this app's own tables."""

from accounts.history import hooks


def register() -> None:
    """Called once, when the apps are ready."""
    hooks.named_by("accounts.Profile", "user__name")
    hooks.named_by("accounts.Invitation", "kind", "name", "email")
