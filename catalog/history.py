"""How history speaks of branches and products."""

from accounts.history import hooks
from catalog.prices import dong


def register() -> None:
    """Called once, when the apps are ready."""
    hooks.words("catalog.Product.price", dong)
