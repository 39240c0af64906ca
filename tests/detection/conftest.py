"""This room needs no Home Assistant, and its many small tests none of its start-up time."""

import pytest


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Take the place of the fixture that would start a Home Assistant for every test."""
