"""Translations without GNU gettext: what has to be translated, and whether it is (needs Babel; development only)."""
