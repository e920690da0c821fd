"""The catalogue in the admin site; importing the modules registers them."""

from catalog.admin import books, branches, products

__all__ = ["books", "branches", "products"]
