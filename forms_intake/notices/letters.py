"""What stands in an e-mail about notices: references and sentences, no name of a student and nothing they wrote."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.signing import mail
from forms_intake.lark.mail import domain
from forms_intake.models import Notice
from forms_intake.notices import words
from school import clock

# The rest is counted: a letter is read on a phone.
MOST_LINES = 20


def written(notices: Sequence[Notice], address: str, *, letter: UUID, language: str) -> EmailMultiAlternatives:
    """The letter in the reader's language, plain and as HTML; the same Message-ID on all tries."""
    with translation.override(language), clock.school_time():
        shown = [(words.title(notice), _link("notices:open", notice.pk)) for notice in notices[:MOST_LINES]]
        context = {
            "lines": shown,
            "count": len(notices),
            "more": max(len(notices) - MOST_LINES, 0),
            "all": _link("notices:list"),
            "profile": _link("accounts:profile") + "#h-notices",
            "school": settings.SCHOOL_NAME,
        }
        plain = mail.letter("notices/email/notices", to=address, language=language, **context)
        html = render_to_string("notices/email/notices_message.html", context | {"language": language})
    headers = {
        "Message-ID": f"<notices-{letter}@{domain()}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{context['profile']}>",
    }
    both = EmailMultiAlternatives(plain.subject, plain.body, to=plain.to, headers=headers)
    both.attach_alternative(html, "text/html")
    return both


def _link(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)
