"""Addresses that a form or a link names, to be led to afterwards."""

from django.utils.http import url_has_allowed_host_and_scheme

# Past this an address would not survive as a redirect.
LONGEST = 2000  # characters


def is_own(path: str, *, longest: int = LONGEST) -> bool:
    """Whether it is a path of this site: no other host, no scheme, nothing a redirect could not carry."""
    is_here = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return is_here and len(path) <= longest and path.isprintable()
