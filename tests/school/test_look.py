"""The rules of the look that a machine can hold: one palette, one icon set, nothing inline."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

STYLES = settings.BASE_DIR / "school/static/school/css"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
# Letters are shown by mail programs, which know no style sheets of ours.
PAGES = [path for path in TEMPLATES if "email" not in path.parts]
TOKENS = (STYLES / "tokens.css").read_text()
# Names of colours are looked for in values only: `.brand__ivory` and `--lacquer` are names of ours.
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\("
    r"|:[^;{}]*(?<![\w-])(?:white|black|red|green|blue|gr[ae]y|yellow|orange)(?![\w-])",
    re.IGNORECASE,
)


def relative(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def declarations(selector: str) -> dict[str, str]:
    """The block of the dark theme under one selector, name → value."""
    (block,) = re.findall(re.escape(selector) + r"\s*\{([^}]*)\}", without_comments(TOKENS))
    return dict(re.findall(r"([\w-]+):\s*([^;]+);", block))


def test_both_dark_blocks_are_equal() -> None:
    by_system = declarations(':root:not([data-theme="light"])')

    assert by_system == declarations(':root[data-theme="dark"]')
    assert len(by_system) > 30


def test_dark_changes_only_tokens_that_light_defines() -> None:
    (light,) = re.findall(r":root \{([^}]*color-scheme: light[^}]*)\}", without_comments(TOKENS))

    assert set(declarations(':root[data-theme="dark"]')) <= set(re.findall(r"([\w-]+):", light))


@pytest.mark.parametrize("path", sorted(set(STYLES.glob("*.css")) - {STYLES / "tokens.css"}), ids=relative)
def test_no_colour_stands_outside_the_tokens(path: Path) -> None:
    assert COLOUR.findall(without_comments(path.read_text())) == []


@pytest.mark.parametrize("path", sorted(STYLES.glob("*.css")), ids=relative)
def test_every_token_used_is_defined(path: Path) -> None:
    css = without_comments(path.read_text())
    defined = set(re.findall(r"(--[\w-]+):", TOKENS + css))

    assert set(re.findall(r"var\((--[\w-]+)", css)) <= defined


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_templates_hold_nothing_that_the_content_policy_forbids(path: Path) -> None:
    html = path.read_text()

    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:importmap|application/json)\")", html) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|data:[a-z]+/", html, re.IGNORECASE) == []
    assert re.findall(r"https?://", html) == []


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_templates_take_colours_from_the_tokens_only(path: Path) -> None:
    html = re.sub(r'<meta name="theme-color"[^>]*>', "", path.read_text())
    # A pattern of the page has its colours from classes.
    assert re.findall(r'(?:fill|stroke)="(?!none|currentColor|url\(#)[^"]*"|#[0-9a-f]{6}\b', html) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_icon_and_file_named_in_a_template_exists(path: Path) -> None:
    html = path.read_text()
    drawings = set(re.findall(r'<symbol id="i-([\w-]+)"', (STYLES.parent / "icons.svg").read_text()))

    assert set(re.findall(r'{% icon "([\w-]+)"|drawing="([\w-]+)"', html)) <= {
        pair for name in drawings for pair in ((name, ""), ("", name))
    }
    assert [name for name in re.findall(r"{% static '([^']+)' %}", html) if not finders.find(name)] == []


def test_the_browsers_own_frame_is_lacquer() -> None:
    (lacquer,) = re.findall(r"--lacquer: (#[0-9a-f]{6});\n", TOKENS)

    assert f'<meta name="theme-color" content="{lacquer}">' in (settings.BASE_DIR / "templates/base.html").read_text()
