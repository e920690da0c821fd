"""A bot's list of allowed senders: addresses, `123.12.1.*` patterns and CIDR ranges."""

import re
from ipaddress import ip_address, ip_network

PATTERN = re.compile(r"(\d{1,3}|\*)(\.(\d{1,3}|\*)){3}")


def is_entry(entry: str) -> bool:
    if "*" in entry:
        return PATTERN.fullmatch(entry) is not None
    try:
        ip_network(entry, strict=False)
    except ValueError:
        return False
    return True


def allows(entries: tuple[str, ...], sender: str) -> bool:
    """An empty list allows everybody; a sender without an address is allowed by no entry."""
    return not entries or any(_matches(entry, sender) for entry in entries)


def _matches(entry: str, sender: str) -> bool:
    if "*" in entry:
        wanted, parts = entry.split("."), sender.split(".")
        return len(parts) == len(wanted) and all(want in ("*", part) for want, part in zip(wanted, parts, strict=True))
    try:
        return ip_address(sender) in ip_network(entry, strict=False)
    except ValueError:
        return False
