"""Foreign text, made fit to be shown."""

import re
from typing import Final

MAX_ERROR_CHARS: Final = 200

# What Home Assistant's frontend takes for more than letters: marks anywhere, bare
# addresses, of which it makes links, and what a heading or a list begins with.
_SPECIAL: Final = re.compile(
    r"[\\`*_~&\[\]<>@] | :(?=//) | (?<=www)\. | ^[-+#]",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERED: Final = re.compile(r"^(\d+)([.)])(?=\s|$)")


def one_line(text: str, limit: int | None = None) -> str:
    """Return text in one line of so many characters, without what cannot be printed."""
    printable = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(printable.split())[:limit]


def plain_words(err: BaseException) -> str:
    """Return an error's text as a short part of a sentence, without secrets of an address."""
    return plain_text(str(err)) or type(err).__name__


def plain_text(text: str) -> str:
    """Return what others say, in the same way."""
    text = re.sub(r"//[^/@\s]*@", "//", one_line(text))
    text = re.sub(r"\?[^\s'\")]+", "", text)
    return text[:MAX_ERROR_CHARS].rstrip(". ")


def for_markdown(text: str | None) -> str:
    """Return text so that Markdown shows it as it is, and loads nothing."""
    escaped = _SPECIAL.sub(r"\\\g<0>", one_line(text or ""))
    return _NUMBERED.sub(r"\1\\\2", escaped)
