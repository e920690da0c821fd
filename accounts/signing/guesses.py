"""How many guesses of one code are looked at. Allauth counts in the session, where two at once count as one."""

import hashlib

from django.core.cache import cache

from school.account_settings import CODE_GUESSES, CODE_LIFETIME


def take(session_key: str | None, code: str) -> bool:
    """Uses up one guess at the code that this session waits for; False when none is left.

    Each guess is a row of its own: of many at once, the database lets exactly as many in as there are.
    """
    digest = hashlib.sha256(f"{session_key}:{code}".encode()).hexdigest()
    return any(
        cache.add(f"code-guess:{digest}:{number}", True, timeout=CODE_LIFETIME) for number in range(CODE_GUESSES)
    )
