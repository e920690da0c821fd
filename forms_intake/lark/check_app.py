"""Whether the school's app is known to Lark, and which groups its bot is in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from forms_intake.enums import Outcome
from forms_intake.lark import history, tokens
from forms_intake.lark.answers import Answer
from forms_intake.lark.findings import Chat, Finding, Report, of_answer
from forms_intake.lark.transports import Access

_PAGE, _MOST_PAGES = 100, 3


def signed_in(app: Mapping[str, Any]) -> Report:
    """Asks for an access token and nothing else."""
    return Report.of(of_answer(tokens.sign_in(app), _("Lark knows the app, and its secret is right.")))


def chat(access: Access) -> Report:
    """The groups of the bot, and whether the chosen one is among them."""
    answer, chats, counted = _chats(access.app)
    if answer.outcome is not Outcome.OK:
        return Report.of(of_answer(answer, ""), counted=counted)
    known = Finding(True, _("Lark knows the app. Groups that its bot is in: %(count)s.") % {"count": len(chats)})
    chat_id = str(access.config.get("chat_id", ""))
    findings, is_there = [known, _chosen(chat_id, chats)], any(chat.id == chat_id for chat in chats)
    if is_there:
        history_answer = history.is_open(access.app, chat_id)
        counted += history_answer.counted
        findings += _unreadable(history_answer)
    report = Report.of(*findings, chats=chats, counted=counted)
    return replace(report, lacks_choice=bool(chats) and not chat_id)


def _unreadable(answer: Answer) -> list[Finding]:
    """Slips arrive without it; but after an answer that was lost, nobody can see whether the card stands there."""
    if answer.outcome is not Outcome.CONFIG:
        return []
    sentence = _("The app may not read the group, so a card whose answer was lost may come twice.")
    hint = _(
        "In the Lark console open “Permissions & Scopes”, add im:message.group_msg, and publish a new version; "
        "then test again."
    )
    return [Finding(True, sentence, hint)]


def _chosen(chat_id: str, chats: list[Chat]) -> Finding:
    invite = _("In Lark open the group, then Settings → Bots → Add bot, and choose the app. Then test again.")
    if not chats:
        return Finding(False, _("The bot is in no group yet."), invite)
    if not chat_id:
        return Finding(False, _("No group is chosen yet."), _("Choose one from the list."))
    name = next((chat.name for chat in chats if chat.id == chat_id), None)
    if name is None:
        return Finding(False, _("The bot is not in the chosen group."), invite)
    sentence = _("The bot is in the group “%(name)s”.") % {"name": name}
    return Finding(True, sentence, _("Nothing was sent there; the first slip shows whether the group lets bots write."))


def _chats(app: Mapping[str, Any]) -> tuple[Answer, list[Chat], int]:
    """The last answer, the groups read until then, and the calls that it cost."""
    chats: list[Chat] = []
    query, counted = {"page_size": str(_PAGE)}, 0
    for _page in range(_MOST_PAGES):
        answer = tokens.call(app, "GET", "/open-apis/im/v1/chats", query=query)
        counted += answer.counted
        items = answer.data.get("items")
        chats += [
            Chat(str(item.get("chat_id", "")), str(item.get("name", "")))
            for item in (items if isinstance(items, list) else [])
            if isinstance(item, Mapping)
        ]
        if answer.outcome is not Outcome.OK or not answer.data.get("has_more"):
            break
        query = query | {"page_token": str(answer.data.get("page_token", ""))}
    return answer, chats, counted
