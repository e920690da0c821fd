"""Slips in several short pages: which page asks what, which one comes next, and which one a mistake leads to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from forms_intake.slips.base import Problem, SlipForm


@dataclass(frozen=True)
class Step:
    """One page of a slip. `key` is part of its address; `fields` in the order of the page."""

    key: str
    title: "StrOrPromise"
    template: str
    fields: tuple[str, ...]


def at(steps: Sequence[Step], key: str) -> Step | None:
    """The step with this key, else the first; none for a slip of one page."""
    return next((step for step in steps if step.key == key), steps[0] if steps else None)


def after(steps: Sequence[Step], step: Step) -> Step | None:
    """The step that follows, None after the last."""
    return next(iter(steps[steps.index(step) + 1 :]), None)


def before(steps: Sequence[Step], step: Step) -> Step | None:
    """The step that this one's "back" leads to."""
    place = steps.index(step)
    return steps[place - 1] if place else None


def of(form: "SlipForm", step: Step, problems: Iterable["Problem"]) -> list["Problem"]:
    """The mistakes that can be mended on this page."""
    return [problem for problem in problems if field_of(form, problem.anchor) in step.fields]


def field_of(form: "SlipForm", anchor: str) -> str:
    """The question that the control with this id belongs to: its only one, or one of its choices or boxes."""
    ids = {name: str(form[name].auto_id) for name in form.fields}
    # Some ids begin alike; the longest is meant.
    fitting = [name for name, own in ids.items() if anchor == own or anchor.startswith(f"{own}_")]
    return max(fitting, key=len, default="")
