"""Whether a table of a Base can take slips: its columns, compared with the mapping, and the right to read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from forms_intake.enums import Outcome
from forms_intake.hints import Hint
from forms_intake.lark import base_address, mapping
from forms_intake.lark.base_sources import REFERENCE, SOURCES
from forms_intake.lark.base_table import Table
from forms_intake.lark.findings import Finding, Report, of_answer
from forms_intake.lark.mapping import Column, Difference, Field
from forms_intake.lark.transports import Access

# Looked for and never found: to see whether rows can be read.
_NO_REFERENCE = "TT-000000-0000"


def table(access: Access, entries: Sequence[Mapping[str, Any]]) -> Report:
    """Reads columns and rows of the table; costs two calls of the quota."""
    place = base_address.of(access.config)
    if place is None:
        hint = Hint.BASE_UNKNOWN
        return Report.of(Finding(False, _("No table is chosen yet."), str(hint.label)))
    asked = Table(access.app, place)
    answer = asked.fields()
    if answer.outcome is not Outcome.OK:
        return Report.of(of_answer(answer, ""), counted=asked.counted)
    fields = mapping.fields(answer.columns)
    differences = mapping.compare(entries, fields)
    columns = tuple(mapping.resolve(mapping.columns(entries), fields)) or mapping.suggest(fields)
    opened = Finding(True, _("The table can be opened. Its columns: %(count)s.") % {"count": len(fields)})
    needed = [opened, _reference(columns, fields), *_readable(asked, columns)]
    return Report(
        ok=all(finding.ok for finding in needed),
        findings=(*needed, *_changes(differences), *_missing(columns, fields)),
        fields=fields,
        differences=tuple(differences),
        counted=asked.counted,
    )


def _reference(columns: Sequence[Column], fields: Sequence[Field]) -> Finding:
    """The column by which a row is found again."""
    column = next((column for column in columns if column.ours == REFERENCE), None)
    if column:
        return Finding(True, _("The reference goes into the column “%(name)s”.") % {"name": column.field.name})
    name, text = mapping.REQUIRED[REFERENCE], mapping.type_name(SOURCES[REFERENCE].types[0])
    taken = next((field for field in fields if field.name == name), None)
    if taken:
        sentence = _("The column “%(name)s” is not of type “%(type)s”.")
        hint = _("In the Base open the column's menu, choose “Edit field”, and set its type to “%(type)s”.")
    else:
        sentence = _("The table has no column “%(name)s”.")
        hint = _("In the Base choose “+” behind the last column and add “%(name)s” with the type “%(type)s”.")
    words = {"name": name, "type": text}
    return Finding(False, sentence % words, hint % words)


def _readable(asked: Table, columns: Sequence[Column]) -> list[Finding]:
    """Rows are looked for before they are written again, so they must be readable too."""
    column = next((column for column in columns if column.ours == REFERENCE), None)
    if column is None:
        return []
    found = of_answer(asked.find(column.field.name, _NO_REFERENCE), _("Rows can be read."))
    if not found.ok:
        return [found]
    hint = _("Nothing was written. See in the Base under “…” → “More” → “Add document app” that the app may edit.")
    return [Finding(True, found.sentence, hint)]


def _changes(differences: Sequence[Difference]) -> list[Finding]:
    """What was mapped and has changed; new columns are offered where columns are chosen."""
    stays = _("Slips are written there under the new name; there is nothing to do.")
    choose = _("Open the columns, choose “Read the columns from Lark”, and store them.")
    return [
        Finding(is_renamed, mapping.sentence(difference), stays if is_renamed else choose)
        for difference in differences
        if (is_renamed := difference["kind"] == "renamed") or difference["kind"] != "new"
    ]


def _missing(columns: Sequence[Column], fields: Sequence[Field]) -> list[Finding]:
    """Columns that somebody could add in Lark; Lark is not asked to make them."""
    there = {column.ours for column in mapping.suggest(fields, kept=columns)} | set(mapping.REQUIRED)
    lacking = [proposal for proposal in mapping.proposals(columns, fields) if proposal.ours not in there]
    if not lacking:
        return []
    names = ", ".join(f"{proposal.name} ({proposal.type.label})" for proposal in lacking)
    hint = _("Add those you want in the Base, then choose “Test connection” again: %(columns)s")
    return [Finding(True, _("More can be written if the table has columns for it."), hint % {"columns": names})]
