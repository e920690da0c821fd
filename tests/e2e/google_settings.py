"""The site's own settings, with the token address of the Google that the journey's test runs."""

import os

from school.settings import *  # noqa: F403 - these are they
from school.settings import SOCIALACCOUNT_PROVIDERS

SOCIALACCOUNT_PROVIDERS["google"]["ACCESS_TOKEN_URL"] = os.environ["TESTS_GOOGLE_TOKEN_URL"]
