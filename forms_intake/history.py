"""How history speaks of slips: answers with the labels of their slip, flags and hints in words."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from accounts.history import hooks
from accounts.history.words import plain
from forms_intake.enums import Flag
from forms_intake.hints import Hint
from forms_intake.sensitive import Answer

if TYPE_CHECKING:
    from forms_intake.slips.registry import Slip
    from forms_intake.slips.rows import Row

# What the rules computed, and the keys that stand beside a name of their own.
_SILENT = ("facts", "branch", "teacher", "courses")


def register() -> None:
    """Called once, when the apps are ready."""
    slip, delivery = "forms_intake.Submission", "forms_intake.Delivery"
    hooks.hide(*(f"{slip}.{name}" for name in ("student_name_folded", "idempotency_key", "ip_hash", "schema_version")))
    hooks.words(f"{slip}.flags", _flags)
    hooks.words(f"{slip}.lark_error", _hint)
    hooks.words(f"{delivery}.last_error", _hint)
    hooks.words("forms_intake.Destination.circuit_error", _hint)
    hooks.keys(f"{slip}.payload", _answers)
    hooks.keys("forms_intake.Policy.values", _rules)
    hooks.named_by(delivery, "submission__reference", "destination__name")
    hooks.named_by("forms_intake.SenderMessage", "submission__reference")
    hooks.named_by("forms_intake.Hold", "submission__reference")
    hooks.named_by("forms_intake.Attachment", "submission__reference", "name")
    hooks.hide("forms_intake.Attachment.stored", "forms_intake.Attachment.sha256")
    hooks.named_by("forms_intake.Task", "submission__reference", "kind")
    hooks.named_by("forms_intake.Note", "submission__reference")
    hooks.named_by("forms_intake.Policy", "form_type", "version")
    hooks.named_by("forms_intake.Export", "format", "created_at")
    hooks.hide("forms_intake.Export.idempotency_key", "forms_intake.Export.sha256", "forms_intake.Export.tries")
    hooks.hide("forms_intake.LarkIdentity.open_id")
    hooks.named_by("forms_intake.PersonalLink", "student_name", "form_type")
    hooks.named_by("forms_intake.Handover", "submission__reference")
    hooks.named_by("forms_intake.LarkIdentity", "user__name", "app__name")
    for answer in Answer:
        hooks.words(f"{slip}.{answer}", lambda name: str(Answer(name).label))


def _flags(stored: Iterable[str]) -> str:
    return ", ".join(str(Flag(flag).label) for flag in stored)


def _hint(stored: str) -> str:
    return str(Hint(stored).label)


def _rules(values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    from forms_intake.admin.policy_form import RULES  # widgets of the admin, not needed before

    return {name: (str(RULES[name].label), str(value)) for name, value in values.items() if name in RULES}


def _answers(payload: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Each key as a row of the slip tells it, else with the label of its question; an empty label is left out."""
    from forms_intake.slips.online import SLIPS  # forms, not needed before

    told: dict[str, tuple[str, str]] = dict.fromkeys([*_SILENT, *filter(_is_derived(payload), payload)], ("", ""))
    # Slips share keys: the one that asks for most of these answers has the last word.
    for slip in sorted(SLIPS.values(), key=lambda slip: len(payload.keys() & slip.form.base_fields.keys())):
        questions = getattr(slip.form, "base_fields", {})
        told |= {key: (str(questions[key].label), plain(payload[key])) for key in payload if key in questions}
        told |= {
            key: (row.label, row.value) for row in _rows(slip, payload) for key in payload if _is_of(row.anchor, key)
        }
    return told


def _is_derived(payload: Mapping[str, Any]) -> Callable[[str], bool]:
    """Names and prices stand beside the key of what they belong to, and a row tells both."""
    return lambda key: key.endswith(("_name", "_price")) and key.rpartition("_")[0] in payload


def _rows(slip: "Slip", payload: Mapping[str, Any]) -> list["Row"]:
    """The rows of the slip; none when these are the answers of another one."""
    try:
        return [row for group in slip.groups(payload) for row in group.rows]
    except (KeyError, ValueError, TypeError):
        return []


def _is_of(anchor: str, key: str) -> bool:
    """Anchors are the ids of controls: of a question, or of its first choice or box."""
    return re.fullmatch(rf"id_{re.escape(key)}(_\d+)?(_day)?", anchor) is not None
