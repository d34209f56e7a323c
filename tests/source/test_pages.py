"""HTML and Markdown: what is the letter's and what is the page's around it; blocks, headings, notes."""

from collections.abc import Sequence

import pytest

from index.errors import LetterError
from index.source.files import extract
from index.types import Source, Span


def page(body: str) -> Source:
    """A page that is read."""
    return extract("a.html", f"<html><body>{body}</body></html>".encode())


def markdown(text: str) -> Source:
    """A Markdown file that is read."""
    return extract("a.md", text.encode())


def words(found: Source, spans: Sequence[Span]) -> list[str]:
    """What stands in spans."""
    return [found.text[start:end] for start, end in spans]


def begins(found: Source) -> list[str]:
    """The first lines of the blocks."""
    return [found.text[start:].split("\n")[0] for start in found.blocks]


# Blocks


@pytest.mark.parametrize(
    "body",
    [
        "<p>甲<p>乙<p>丙",
        "<div>甲</div><div>乙</div><div>丙</div>",
        "<ul><li>甲<li>乙</ul>丙",
        "甲<br><br>乙<br>\n<br>丙",
        "<h2>甲</h2>乙<section>丙</section>",
        "<dl><dt>甲<dd>乙</dl><blockquote>丙</blockquote>",
    ],
)
def test_every_block_of_a_page_begins_anew(body: str) -> None:
    found = page(body)
    assert found.text == "甲\n乙\n丙\n"
    assert begins(found) == ["甲", "乙", "丙"]


def test_a_line_break_is_one_within_its_block() -> None:
    found = page("<p>甲<br>乙<p>丙")
    assert found.text == "甲\n乙\n丙\n"
    assert begins(found) == ["甲", "丙"]


@pytest.mark.parametrize(
    "text", ["- 甲\n- 乙\n- 丙\n", "甲\n\n乙\n\n丙\n", "* 甲\n\n* 乙\n\n丙", "> 甲\n\n乙\n\n丙", "甲\n***\n乙\n\n丙"]
)
def test_every_block_of_markdown_begins_anew(text: str) -> None:
    assert begins(markdown(text)) == ["甲", "乙", "丙"]


def test_headings_have_the_levels_that_markup_gives_them() -> None:
    assert page("<h1>甲</h1><h3>乙</h3><p>丙").headings == ((0, 1), (2, 3))
    found = markdown("甲\n===\n\n## 乙\n\n丙\n\n丁\n---\n")
    assert [(found.text[at], depth) for at, depth in found.headings] == [("甲", 1), ("乙", 2), ("丁", 2)]


# What belongs to the page


LINKS = "".join(f'<a href="/c{number}.html">栏目{number}</a>{{}}' for number in range(5))


@pytest.mark.parametrize(
    "around",
    [
        "<nav><a href=/>首页</a></nav>",
        "<aside>相关链接</aside>",
        '<div role="navigation">首页</div>',
        "<div>" + LINKS.format(*["", "|", "|", "|", "", ""]) + "</div>",
        "<ul>" + "".join(f"<li><a href='/{number}'>栏目{number}</a>" for number in range(4)) + "</ul>",
        '<div class="crumbs">当前位置：首页 &gt; 政务公开</div>',
        '<div id="share-box">分享到：微信 微博</div>',
        "<footer>主办单位：望江县人民政府办公室 网站标识码</footer>",
        "<header>望江县人民政府网</header>",
    ],
)
def test_menus_paths_and_bars_of_a_page_are_margins(around: str) -> None:
    found = page(f"{around}<h1>关于清淤的答复</h1><p>清淤已经完成。</p>")
    plain = [line for line in found.text.strip().split("\n") if line not in words(found, found.margins)]
    assert found.margins
    assert plain == ["关于清淤的答复", "清淤已经完成。"]


@pytest.mark.parametrize(
    "inside",
    [
        '<p>附件：<a href="a.docx">1.分工表</a><a href="b.pdf">2.清单</a><a href="c.xls">3.预算</a></p>',
        '<ul><li><a href="#1">一、总则</a><li><a href="#2">二、任务</a><li><a href="#3">三、附则</a></ul>',
        '<p>依据<a href="/1">《水法》</a>、<a href="/2">《条例》</a>和<a href="/3">《防洪法》</a>，答复如下。</p>',
        "<article><header><h1>答复</h1></header><p>正文。</p><footer>望江县水利局</footer></article>",
        "<header><h1>答复</h1></header>",
        '<div class="menu-content"><p>正文在此。</p></div>',
        '<p>联系人：<a href="/w">王芳</a></p>',
    ],
)
def test_links_and_ends_of_the_letter_itself_are_none(inside: str) -> None:
    assert page(inside).margins == ()


def test_a_page_of_menus_alone_shows_no_text() -> None:
    with pytest.raises(LetterError, match="shows no text"):
        page("<nav>首页</nav>")


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>x</script>",
        "<p style='display:none'>x</p>",
        "<span style='visibility: hidden'>x</span>",
        "<p hidden>x</p>",
        "<button>x</button>",
        "<select><option>x</select>",
        "<span style='mso-hide:all'>x</span>",
    ],
)
def test_what_is_not_shown_is_no_text(hidden: str) -> None:
    assert page(f"<p>甲{hidden}乙</p>").text.replace("\n", "") == "甲乙"


@pytest.mark.parametrize(
    "ruby",
    [
        "<ruby>圳<rt>zhèn</rt></ruby>",
        "<ruby>圳<rp>(</rp><rt>zhèn</rt><rp>)</rp></ruby>",
        "<ruby><rb>圳</rb><rt>zhèn</rt></ruby>",
        "<ruby>圳<rtc><rt>zhèn</rt></rtc></ruby>",
        "<ruby>圳<rt>zhèn</ruby>",
    ],
)
def test_phonetic_guides_are_left_out(ruby: str) -> None:
    assert page(f"<p>深{ruby}市</p>").text == "深圳市\n"


def test_boxes_and_values_of_a_form_are_text() -> None:
    boxes = "<input type=checkbox checked>公开<input type=radio>不公开"
    assert page(f"<p>{boxes} <input value=王芳><input type=hidden value=x></p>").text == "☑公开☐不公开 王芳\n"


@pytest.mark.parametrize(
    "note",
    [
        '<div role="doc-footnote">注：河长制。</div>',
        '<aside class="footnotes">注：河长制。</aside>',
        '<section class="footnotes"><p>注：河长制。</p></section>',
        "<div style='mso-element:footnote'><p>注：河长制。</p></div>",
        '<li role="doc-endnote">注：河长制。</li>',
    ],
)
def test_notes_of_a_page_are_notes(note: str) -> None:
    found = page(f"<p>已推行河长制。</p>{note}")
    assert words(found, found.notes) == ["注：河长制。"]
    assert found.margins == ()


# Markdown


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: 关于节水的通知\ndate: 2021-12-29\n---\n",
        "---\ntitle: 关于节水的通知\nauthors:\n  - 水利局\ntags: [水, 节约]\n---\n",
        "+++\ntitle = '关于节水的通知'\n+++\n",
        "\n---\n# 备注\ntitle: |\n  关于节水的通知\n...\n",
        '---\n"title": "关于节水的通知"\n\ndraft: false\n---\n',
    ],
)
def test_front_matter_is_margin_and_no_passage(front: str) -> None:
    found = markdown(f"{front}\n# 通知\n\n各镇：\n")
    assert any("关于节水的通知" in margin for margin in words(found, found.margins))
    assert found.text.endswith("\n通知\n各镇：\n")
    assert "---" not in found.text
    assert len(found.margins) == found.text.count("\n") - 2


@pytest.mark.parametrize(
    "text", ["---\n\n甲\n\n---\n乙\n", "甲\n\n---\n\n乙: 丙\n\n---\n", "---\n本通知自发布之日起施行\n---\n\n甲\n"]
)
def test_rules_between_paragraphs_are_no_front_matter(text: str) -> None:
    assert markdown(text).margins == ()


@pytest.mark.parametrize("mark", ["[^1]", "[^注]", "[^a-1]"])
def test_notes_of_markdown_are_notes_and_not_lost(mark: str) -> None:
    found = markdown(f"已推行河长制{mark}。\n\n{mark}: 由党政负责同志担任河长。\n\n完\n")
    assert words(found, found.notes) == [f"{mark}: 由党政负责同志担任河长。"]
    assert found.text.endswith("\n完\n")
