"""Foreign text, made fit to be shown."""

import re
from typing import Final

MAX_ERROR_CHARS: Final = 200


def one_line(text: str, limit: int | None = None) -> str:
    """Return text in one line of so many characters, without what cannot be printed."""
    printable = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(printable.split())[:limit]


def plain_words(err: BaseException) -> str:
    """Return an error's text as a short part of a sentence, without secrets of an address."""
    text = re.sub(r"//[^/@\s]*@", "//", one_line(str(err)))
    text = re.sub(r"\?[^\s'\")]+", "", text)
    return text[:MAX_ERROR_CHARS].rstrip(". ") or type(err).__name__


def for_markdown(text: str | None) -> str:
    """Return text so that Markdown shows it as it is, and loads nothing."""
    return re.sub(r"([\\`*\[\]<>])", r"\\\1", one_line(text or ""))
