"""What tests of the texts need."""

from collections.abc import Iterator
import inspect
import json
from pathlib import Path
import re
from types import ModuleType
from typing import Any

from custom_components.obico_detection import const

FOLDER = Path(const.__file__).parent
TEXTS: dict[str, Any] = json.loads((FOLDER / "translations/en.json").read_text())


def keys(schema: Any) -> set[str]:
    """Return the fields of a form's schema."""
    return {str(key) for key in schema.schema}


def texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with the path to it."""
    if isinstance(node, str):
        yield path, node
        return
    for key, child in node.items():
        yield from texts(child, f"{path}.{key}")


def placeholders(node: Any) -> set[str]:
    """Return the placeholders of all texts."""
    return {name for _, text in texts(node) for name in re.findall(r"{(\w+)}", text)}


def given(module: ModuleType, pattern: str) -> set[str]:
    """Return what the pattern finds in a module's source; never nothing at all."""
    found = set(re.findall(pattern, inspect.getsource(module)))
    assert found, pattern
    return found
