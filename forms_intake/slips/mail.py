"""Hints at mistyped mail domains: a question to the sender, never a refusal."""

_KNOWN = (
    "gmail.com",
    "ymail.com",
    "mail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "outlook.com.vn",
)


def suggestion(address: str) -> str:
    """The address that was probably meant, or nothing: one slip of a finger from a well-known domain."""
    local, _at, domain = address.rpartition("@")
    if not local or domain in _KNOWN:
        return ""
    near = next((known for known in _KNOWN if _one_slip_apart(domain, known)), "")
    return f"{local}@{near}" if near else ""


def _one_slip_apart(typed: str, meant: str) -> bool:
    """Whether one letter is missing, extra, another, or swapped with its neighbour."""
    start = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    rest, goal = typed[start:], meant[start:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return goal in {rest[1:], swapped} or rest[1:] == goal[1:] or rest == goal[1:]
