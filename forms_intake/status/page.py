"""Everything that the status page of one slip says."""

from datetime import timedelta
from typing import Any

from forms_intake import policies, sender, work_rules
from forms_intake.enums import WorkStatus
from forms_intake.lark.mail import SENTENCES
from forms_intake.models import Submission
from forms_intake.slips.online import SLIPS
from forms_intake.status import links, masks, timeline
from school import clock, phones

# Badge = work status (look.md section 4): tone and drawing.
BADGES = {
    WorkStatus.RECEIVED: ("info", "check"),
    WorkStatus.IN_REVIEW: ("info", "clock"),
    WorkStatus.NEEDS_INFO: ("warning", "warn"),
    WorkStatus.APPROVED: ("success", "check"),
    WorkStatus.DECLINED: ("error", "x"),
    WorkStatus.DONE: ("success", "check"),
    WorkStatus.WITHDRAWN: ("", "undo"),
}


def context(submission: Submission) -> dict[str, Any]:
    """For the template; every time is the school's."""
    slip = SLIPS[submission.form_type]
    policy = policies.at(submission.form_type, submission.policy_version)
    tone, drawing = BADGES[WorkStatus(submission.work_status)]
    is_open = submission.work_status in work_rules.OPEN
    steps = timeline.of(submission)
    told = slip.retell(submission.flags, submission.payload["facts"], policy) if is_open else []
    return {
        "submission": submission,
        "slip": slip,
        "tone": tone,
        "drawing": drawing,
        "sentence": SENTENCES[submission.work_status],
        "steps": steps,
        "groups": masks.groups(slip, submission),
        "parts": slip.status_parts(submission) if slip.status_parts else [],
        "consequences": told,
        "topic": links.topic(submission),
        "may_add_files": sender.may_add_files(submission) and not sender.may_answer(submission),
        "may_withdraw": sender.may_withdraw(submission),
        **_promise(submission, was_asked=any(step.status == WorkStatus.NEEDS_INFO for step in steps)),
    }


def _promise(submission: Submission, *, was_asked: bool) -> dict[str, Any]:
    """When the school answers, while it has not (a question is an answer); what is over is not promised any more."""
    is_waiting = submission.work_status in (WorkStatus.RECEIVED, WorkStatus.IN_REVIEW) and not was_asked
    due = clock.at_school(submission.due_at) if submission.due_at and is_waiting else None
    today = clock.today()
    return {
        "due": due,
        "is_late": bool(due and due < clock.now()),
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "phone": masks.masked(phones.unbroken(str(submission.contact_phone))),
    }
