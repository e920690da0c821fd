"""What travels with a slip besides its answers: key, signed opening time, signed policy version, trap, entry branch."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

from forms_intake.policies import PolicyValues
from school import clock

NAMES = ("started_at", "idempotency_key", "policy_version", "entry_branch", "website")


# As long as a draft is kept; an older page shows the rules anew.
_LONGEST = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """None stands for what was missing, malformed or not signed by us."""

    form_type: str
    key: uuid.UUID | None
    started: datetime | None
    policy_version: int | None
    entry_branch: str = ""
    is_trapped: bool = False

    def inputs(self) -> list[tuple[str, str]]:
        """Hidden inputs for the next page; the trap is not among them, it is a field that only robots see."""
        started = self.started.timestamp() if self.started else 0.0
        return [
            ("started_at", _signed(self.form_type, "started", started)),
            ("idempotency_key", str(self.key)),
            ("policy_version", _signed(self.form_type, "policy", self.policy_version)),
            ("entry_branch", self.entry_branch),
        ]

    def repaired(self, policy: PolicyValues) -> "Envelope":
        """The same with a new key and the rules now shown, where those were not usable."""
        return replace(self, key=self.key or uuid.uuid4(), policy_version=self.policy_version or policy.version)


def fresh(policy: PolicyValues, entry_branch: str = "") -> Envelope:
    """The envelope of a form that is opened now."""
    return Envelope(
        form_type=policy.form_type,
        key=uuid.uuid4(),
        started=clock.now(),
        policy_version=policy.version,
        entry_branch=entry_branch,
    )


def read(data: Mapping[str, Any], form_type: str) -> Envelope:
    """The envelope of a posted slip; never raises."""
    started = _unsigned(data.get("started_at"), form_type, "started")
    version = _unsigned(data.get("policy_version"), form_type, "policy")
    return Envelope(
        form_type=form_type,
        key=_uuid(data.get("idempotency_key")),
        started=datetime.fromtimestamp(started, UTC) if isinstance(started, float) and started else None,
        policy_version=version if isinstance(version, int) else None,
        entry_branch=str(data.get("entry_branch", ""))[:20],
        is_trapped=bool(data.get("website")),
    )


def _signed(form_type: str, what: str, value: object) -> str:
    return signing.dumps(value, salt=f"slips.{what}.{form_type}")


def _unsigned(token: Any, form_type: str, what: str) -> object:
    try:
        return signing.loads(str(token), salt=f"slips.{what}.{form_type}", max_age=_LONGEST)
    except signing.BadSignature:
        return None


def _uuid(typed: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(typed))
    except ValueError:
        return None
