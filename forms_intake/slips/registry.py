"""The slips that can be filled in online: one small entry each (slips.md section 2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts.models import User
from forms_intake.enums import Flag, FormType
from forms_intake.models import Submission
from forms_intake.policies import PolicyValues
from forms_intake.rules.sentences import Consequence
from forms_intake.slips.block_a import BlockA
from forms_intake.slips.rows import Answers, Group, Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Assessment:
    """A slip held against the rules: flags for the office, facts to store, sentences for the sender."""

    flags: tuple[Flag, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    consequences: list[Consequence] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What the pages need to know about one form type."""

    form_type: FormType
    schema_version: int
    template: str
    lead: "StrOrPromise"
    rules_title: "StrOrPromise"
    form: type[BlockA]
    rule_lines: Callable[[PolicyValues], list[str]]
    assess: Callable[[Any, PolicyValues, datetime], Assessment]
    preview: Callable[[Any, PolicyValues, datetime], list[Consequence]]
    retell: Callable[[Sequence[str], Any, PolicyValues], list[Consequence]]
    groups: Callable[[Answers], list[Group]]
    receipt: Callable[[Answers], list[Row]]
    # Lets the form know, before it is read, what the account of whoever fills it in has told before.
    recall: Callable[[Any, User], None] | None = None
    # What a stored slip brings with it, in the transaction that stores it: called once a slip, never for a repetition.
    accepted: Callable[[Submission], None] | None = None
    # What the slip's status page says besides what all say: who confirmed, which dates hold; in words, for the sender.
    status_parts: Callable[[Submission], list[Group]] | None = None
    # What the query of the slip's own address fills in, besides what every slip's does (slips.prefill).
    initial: Callable[[Mapping[str, str], PolicyValues], dict[str, Any]] | None = None
