"""The image's health check: whether the web process in this container answers /health/live."""

import os
import urllib.request
from urllib.parse import urlsplit

_ADDRESS = "http://127.0.0.1:8000/health/live"


def main() -> None:
    """Raises an OSError, and so ends with exit code 1, when the answer is an error or none."""
    # Django answers only to its own name.
    request = urllib.request.Request(_ADDRESS, headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc})
    urllib.request.urlopen(request, timeout=4).close()  # noqa: S310 - the address is fixed and http


if __name__ == "__main__":
    main()
