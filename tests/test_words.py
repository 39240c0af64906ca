"""Foreign text, made fit to be shown."""

import pytest

from custom_components.obico_detection.words import for_markdown, one_line, plain_words


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines \t of text ", "two lines of text"),
        ("no\x00thing\u202e to\u200bsee", "no thing to see"),
        ("Düse 3 °C · 印刷", "Düse 3 °C · 印刷"),
        ("", ""),
    ],
)
def test_text_becomes_one_line_of_what_can_be_printed(text: str, line: str) -> None:
    assert one_line(text) == line


def test_line_is_cut_after_it_was_made_one() -> None:
    assert one_line("a\n\n\nbcd", 3) == "a b"


@pytest.mark.parametrize(
    ("err", "words"),
    [
        (OSError("No route to host. "), "No route to host"),
        (ValueError(), "ValueError"),
        (ValueError("..."), "ValueError"),
        (RuntimeError("x" * 5000), "x" * 200),
        (
            OSError("401 for 'http://me:secret@printer/api?key=abc&b=1' (refused)"),
            "401 for 'http://printer/api' (refused)",
        ),
    ],
)
def test_error_becomes_a_part_of_a_sentence(err: Exception, words: str) -> None:
    assert plain_words(err) == words


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        (
            "![x](http://a) <b>*c*</b> `d` \\",
            r"!\[x\](http\://a) \<b\>\*c\*\</b\> \`d\` \\",
        ),
        ("_part_1_~~old~~.gcode", r"\_part\_1\_\~\~old\~\~.gcode"),
        ("Tom &amp; Jerry &lt;b&gt;", r"Tom \&amp; Jerry \&lt;b\&gt;"),
        ("see HTTPS://evil.example/x", r"see HTTPS\://evil.example/x"),
        ("see www.evil.example", r"see www\.evil.example"),
        ("mail me@evil.example", r"mail me\@evil.example"),
        # What would be a heading, a list or a line where it begins a paragraph.
        ("# Voron", r"\# Voron"),
        ("- Voron", r"\- Voron"),
        ("1. Voron 2.4", r"1\. Voron 2.4"),
        ("12) Voron", r"12\) Voron"),
        ("Voron 2.4 (0.6 mm), 12:30: 55 % #1 - fine", None),
        ("two\nlines", "two lines"),
        (None, ""),
    ],
)
def test_markdown_shows_text_as_it_is(text: str | None, markdown: str | None) -> None:
    assert for_markdown(text) == (text if markdown is None else markdown)
