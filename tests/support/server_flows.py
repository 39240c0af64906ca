"""What tests of an ML server's forms need."""

from typing import Any

import pytest
from yarl import URL

from custom_components.obico_detection.const import DOMAIN
from homeassistant.components.http import ApiConfig
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult

from .house import House

EXAMPLE = "http://192.168.1.5:3333"
# Nobody listens there.
NOWHERE = "http://127.0.0.1:9"


def live_at(
    monkeypatch: pytest.MonkeyPatch,
    house: House,
    *,
    local_ip: str = "127.0.0.1",
    port: int | None = None,
    use_ssl: bool = False,
) -> None:
    """Let Home Assistant know its own address, by default the one that works."""
    api = ApiConfig(local_ip, local_ip, port or URL(house.base_url).port or 0, use_ssl)
    monkeypatch.setattr(house.hass.config, "api", api)


def server_form(house: House, **changes: Any) -> dict[str, Any]:
    """Return what a person types to add the house's ML server; None leaves a field out."""
    typed = {"advanced": {}, **house.server_data(**changes)}
    return {key: value for key, value in typed.items() if value is not None}


async def start(house: House) -> ConfigFlowResult:
    """Open the form."""
    return await house.hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def submit(
    house: House, form: ConfigFlowResult, **changes: Any
) -> ConfigFlowResult:
    """Fill in the form of an ML server and send it."""
    return await house.hass.config_entries.flow.async_configure(
        form["flow_id"], server_form(house, **changes)
    )
