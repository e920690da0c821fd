"""Where the emulator may call: this machine, and nothing else."""

from urllib.parse import urlsplit

from lark_emulator.problems import InputError

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def local_address(value: object, field: str) -> str:
    """The address as it is; raises InputError when it leads anywhere but to this machine over http."""
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        local = parts.scheme == "http" and parts.hostname in HOSTS and parts.port != 0 and not parts.username
    except ValueError:
        local = False
    if not local or not str(value).isprintable() or " " in str(value):
        raise InputError(field, f"{field} must be an address on this machine, like http://127.0.0.1:8000/path.")
    return str(value)
