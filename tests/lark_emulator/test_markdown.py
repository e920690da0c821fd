import pytest

from lark_emulator.html import plain_text
from lark_emulator.markdown import blocks, inline


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ("a **b** c", "a <strong>b</strong> c"),
        ("__b__", "<strong>b</strong>"),
        ("*i*", "<em>i</em>"),
        ("~~s~~", "<s>s</s>"),
        ("`**c**`", "<code>**c**</code>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (r"\*a\*", "*a*"),
        ("a\nb", "a<br>b"),
        ("a<br/>b", "a<br>b"),
        ("<font color='red'>**a**</font>", '<span class="ink--red"><strong>a</strong></span>'),
        ("<font color='rgba(0,0,0,1)'>a</font>", '<span class="ink--default">a</span>'),
        ("<text_tag color=blue> a </text_tag>", '<span class="tag tag--blue">a</span>'),
        ("<person id='ou_x'></person>", '<span class="person">ou_x</span>'),
    ],
)
def test_lark_s_inline_markup_is_drawn(source: str, markup: str) -> None:
    assert inline(source) == markup


@pytest.mark.parametrize(
    "source",
    [
        "[a](https://e.test/?x=1&y=2)",
        "<a href='https://e.test/?x=1&y=2'>a</a>",
        "<link url='https://e.test/?x=1&y=2'>a</link>",
    ],
)
def test_the_three_ways_to_write_a_link_give_a_link(source: str) -> None:
    assert 'href="https://e.test/?x=1&amp;y=2"' in inline(source)
    assert plain_text(inline(source)) == "a"


def test_an_anchor_without_words_shows_its_address() -> None:
    assert plain_text(inline("<a href='https://e.test'></a>")) == "https://e.test"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//e.test", "/x", "https:", 'x"onclick="y']
)
def test_an_address_that_lark_does_not_follow_is_no_link(address: str) -> None:
    for source in (f"[a]({address})", f"<a href='{address}'>a</a>"):
        assert "href=" not in inline(source).replace(f"href=&#x27;{address}", "")
        assert "<a" not in inline(source)


@pytest.mark.parametrize(
    ("source", "who"),
    [
        ("<at id=all></at>", "Tất cả mọi người"),
        ("<at id='ou_x'></at>", "ou_x"),
        ("<at email=a@e.test></at>", "a@e.test"),
    ],
)
def test_a_mention_is_drawn_so_that_an_injected_one_is_seen(source: str, who: str) -> None:
    assert 'class="mention' in inline(source)
    assert plain_text(inline(source)) == f"@{who}"


@pytest.mark.parametrize(
    "words", ["<at id=all></at>", "**b**", "[a](https://e.test)", "<b>x</b>", "a & b", "`c`", "~~s~~", "# h"]
)
def test_words_sent_as_entities_are_words_and_never_markup(words: str) -> None:
    escaped = "".join(f"&#{ord(letter)};" for letter in words)
    assert plain_text(inline(escaped)) == words
    assert "class=" not in inline(escaped)


@pytest.mark.parametrize(
    "source", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<at id=all>", "</font>", "<font a"]
)
def test_html_that_is_not_lark_s_is_shown_as_text(source: str) -> None:
    assert plain_text(inline(source)) == source


def test_an_attribute_cannot_leave_its_quotes() -> None:
    assert inline("""<at id='x" onclick="y'></at>""") == '<span class="mention">@x&quot; onclick=&quot;y</span>'


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ("a\n\nb", "<p>a</p><p>b</p>"),
        ("# h\na", '<p class="heading heading--1">h</p><p>a</p>'),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("> a\nb", "<blockquote><p>a</p></blockquote><p>b</p>"),
        ("a\n---\nb", "<p>a</p><hr><p>b</p>"),
        ("```py\n<b>\n```\na", "<pre><code>&lt;b&gt;</code></pre><p>a</p>"),
        ("```\nno end", "<pre><code>no end</code></pre>"),
        ("", ""),
    ],
)
def test_lark_s_blocks_are_drawn(source: str, markup: str) -> None:
    assert blocks(source) == markup


@pytest.mark.parametrize(
    "piece", ["**", "[", "<font a>", "*a", "`", "~~", "> ", "- a\n", "\n", "<at ", "\\", "&#", "__a"]
)
def test_a_message_of_twenty_kilobytes_of_one_mark_is_drawn(piece: str) -> None:
    source = piece * (20_000 // len(piece))
    assert isinstance(blocks(source), str)
