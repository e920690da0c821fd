"""The page between typing new rules and putting them into force: what changes, and what senders would read."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation

from accounts.enums import Language
from forms_intake import policies, policy_changes, policy_examples
from forms_intake.admin.policy_form import RULES, PolicyForm
from forms_intake.enums import FormType
from forms_intake.policies import PolicyValues
from forms_intake.rules.sentences import Consequence
from forms_intake.slips.online import SLIPS


@dataclass(frozen=True)
class Reading:
    """What a sender reads in one language: the rules on the slip, and the lines about what was typed."""

    language: Language
    rules: list[str]
    consequences: list[Consequence]


def context(kind: FormType, form: PolicyForm) -> dict[str, Any]:
    """The numbers as typed, what is wrong with them or what they would change and say."""
    names = policies.names(kind)
    numbers = [(name, str(form.data.get(name, ""))[:20]) for name in names]
    address = f"{reverse('admin:forms_intake_policy_add')}?form_type={kind.value}"
    found = {"kind": kind, "numbers": numbers, "add": address, "back": f"{address}&{urlencode(numbers)}"}
    form.is_valid()
    problems = [(RULES[name].label, error) for name in names for error in form.errors.get(name, [])]
    if problems:
        return found | {"problems": problems}
    typed = replace(form.in_force, **{name: form.cleaned_data[name] for name in names})
    changes = [
        (RULES[name].label, before, after) for name, before, after in policy_changes.between(form.in_force, typed)
    ]
    return found | {"changes": changes, "readings": [_reading(kind, typed, language) for language in Language]}


def _reading(kind: FormType, rules: PolicyValues, language: Language) -> Reading:
    with translation.override(language.value):
        lines = SLIPS[kind].rule_lines(rules) if kind.value in SLIPS else []
        return Reading(language, [str(line) for line in lines], policy_examples.consequences(rules))
