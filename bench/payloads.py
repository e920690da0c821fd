"""Random slips against every open form, in this process and on a real database; what is stored is rolled back."""

import os
import time
import uuid
from collections import Counter
from pathlib import Path

from django.test.utils import setup_test_environment
from hypothesis import HealthCheck, Phase, given, settings

from bench.stage import prepare

# Ten thousand of each take about an hour.
PAYLOADS = int(os.environ.get("PAYLOADS", "10000"))
# Some of the forms alone, by name and comma; without it, all of them.
FORMS = os.environ.get("FORMS", "")


def run(_folder: Path) -> None:
    """Target: no page with a fault, no slip that cannot be, nothing stored but what the check page has shown."""
    os.environ["SPAM_CHECKS"] = "none"
    prepare()
    # The test client then tells what a page was made of.
    setup_test_environment()
    from forms_intake.slips.online import SLIPS

    for form_type in FORMS.split(",") if FORMS else SLIPS:
        began = time.monotonic()
        counts, problem = _tried(form_type)
        print(f"{form_type}: {dict(counts)} in {time.monotonic() - began:.0f} s", flush=True)
        if problem:
            print(f"  {problem}", flush=True)


def _tried(form_type: str) -> tuple[Counter[str], str]:
    from django.db import transaction
    from django.test import Client

    from forms_intake.slips.online import SLIPS
    from tests.forms_intake.random_payloads import Pairs, Sender, payloads

    slip, counts = SLIPS[form_type], Counter[str]()
    sender = Sender(Client(SERVER_NAME="127.0.0.1"), slip)

    @settings(
        max_examples=PAYLOADS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(pairs=payloads(slip))
    def tried(pairs: Pairs) -> None:
        with transaction.atomic():
            counts["stored" if sender.tried(pairs, str(uuid.uuid4())) else "refused"] += 1
            transaction.set_rollback(True)

    try:
        tried()
    except Exception as error:
        causes = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
        return counts, "; ".join(f"{type(cause).__name__}: {cause}"[:2000] for cause in causes)
    return counts, ""
