"""Which texts are found."""

from pathlib import Path

import pytest

from school.messages.extract import Text, of_module, of_template, texts


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("Send")', Text("Send")),
        ('gettext_lazy("Send " "the slip")', Text("Send the slip")),
        ('ngettext("%(n)s row", "%(n)s rows", n)', Text("%(n)s row", "%(n)s rows")),
        ('ngettext_lazy("row", "rows", "n")', Text("row", "rows")),
        ('pgettext("button", "Answer")', Text("Answer", None, "button")),
        ('pgettext_lazy("button", "Answer")', Text("Answer", None, "button")),
        ('npgettext("list", "row", "rows", n)', Text("row", "rows", "list")),
        ('_("""two\nlines""")', Text("two\nlines")),
    ],
)
def test_a_call_in_a_module_is_found(source: str, found: Text) -> None:
    assert list(of_module(source)) == [found]


@pytest.mark.parametrize("source", ["_(name)", '_("")', 'other("Send")', "\"_('Send')\"", "# _('Send')"])
def test_what_is_no_text_in_a_module_is_left_alone(source: str) -> None:
    assert list(of_module(source)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{% translate 'Send' %}", Text("Send")),
        ('{% trans "It\'s sent" as title %}', Text("It's sent")),
        ("{% translate 'Answer' context 'button' %}", Text("Answer", None, "button")),
        ('<a title="{{ _("Send")|lower }}">', Text("Send")),
        ("{% include 'x.html' with title=_('Send') %}", Text("Send")),
        ("{% blocktranslate with n=name %}Dear {{ n }}{% endblocktranslate %}", Text("Dear %(n)s")),
        ("{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}", Text("Two lines")),
        (
            "{% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}",
            Text("%(n)s row", "%(n)s rows"),
        ),
        (
            "{% blocktranslate count n=rows context 'list' %}row{% plural %}rows{% endblocktranslate %}",
            Text("row", "rows", "list"),
        ),
    ],
)
def test_a_tag_in_a_template_is_found(source: str, found: Text) -> None:
    assert list(of_template(source)) == [found]


@pytest.mark.parametrize("source", ["Send", "<p>_('Send')</p>", "{% comment %}{% translate 'x' %}{% endcomment %}"])
def test_what_is_no_text_in_a_template_is_left_alone(source: str) -> None:
    assert list(of_template(source)) == []


def test_modules_and_templates_of_the_project_are_read_and_nothing_else(tmp_path: Path) -> None:
    for name in (
        "rooms/deep/a.py",
        "templates/b.html",
        "rooms/mail.txt",
        "rooms/migrations/c.py",
        "rooms/d.js",
        "e.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        call = "_('{}')" if path.suffix == ".py" else "{{% translate '{}' %}}"
        path.write_text(call.format(path.stem), "utf-8")
    assert texts(tmp_path) == {Text("a"), Text("b"), Text("mail")}
