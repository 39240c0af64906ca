"""Foreign text in what is shown as Markdown."""

import re


def plain(text: str | None) -> str:
    """Return foreign text so that Markdown shows it as it is, and loads nothing."""
    one_line = " ".join((text or "").split())
    return re.sub(r"([\\`*\[\]<>])", r"\\\1", one_line)
