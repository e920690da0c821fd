"""Compile every template of the project, so that a broken tag is found before a page is opened."""

import os
import sys

import django
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template


def main() -> list[str]:
    """One line for each template that does not compile."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")
    django.setup()
    folder = settings.BASE_DIR / "templates"
    names = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*.*"))]
    return [f"{name}: {error}" for name in names if (error := _error(name))]


def _error(name: str) -> TemplateSyntaxError | None:
    try:
        get_template(name)
    except TemplateSyntaxError as error:
        return error
    return None


if __name__ == "__main__":
    sys.exit("\n".join(main()) or None)
