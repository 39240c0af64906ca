"""What can be broken in the demo's house on purpose, and how a person mends it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from .hass_process import DemoError
from .launcher import WATCHER, DemoHouse, server_form
from .ml_api.container import DOCKER_HOST
from .printers import PRINTERS, Printer

NEW_TOKEN = "sesame"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakage:
    """One thing that breaks while both printers print.

    mending: what a person does about it; {port} is Home Assistant's.
    printers: the ones that nobody looks at any more.
    reason: what their watch states give as their reason.
    asks_for_token: the repair is not an issue but a new log-in at the ML server.
    """

    what: str
    mending: str
    printers: tuple[Printer, ...]
    reason: str
    break_: Callable[[DemoHouse], Awaitable[None]]
    mend: Callable[[DemoHouse], Awaitable[None]]
    asks_for_token: bool = False

    def how_to_mend(self, house: DemoHouse) -> str:
        """Return what a person does about it in this house."""
        return self.mending.format(port=house.hass.port)


async def _unplug_camera(house: DemoHouse) -> None:
    await house.hass.act("switch.turn_off", _FAILING.camera_connected)


async def _plug_camera_in(house: DemoHouse) -> None:
    await house.hass.act("switch.turn_on", _FAILING.camera_connected)


async def _stop_ml(house: DemoHouse) -> None:
    house.ml.stop()


async def _start_ml(house: DemoHouse) -> None:
    await house.restart_ml()


async def _want_token(house: DemoHouse) -> None:
    await house.restart_ml(token=NEW_TOKEN)


async def _give_token(house: DemoHouse) -> None:
    """Fill in the form that the refused token has opened."""
    for flow in await reauth_flows(house):
        path = f"/api/config/config_entries/flow/{flow['flow_id']}"
        await house.hass.api("POST", path, {"token": NEW_TOKEN})


async def _move_ml(house: DemoHouse) -> None:
    await house.restart_ml(in_container=True)


async def _correct_address(house: DemoHouse) -> None:
    """Reconfigure the ML server with an address that a container can reach."""
    path = "/api/config/config_entries/flow"
    form = await house.hass.api(
        "POST", path, {"handler": WATCHER, "entry_id": house.server_id}
    )
    answers = server_form(house.ml.url, _reachable(house))
    done = await house.hass.api("POST", f"{path}/{form['flow_id']}", answers)
    if done["type"] != "abort":
        raise DemoError(f"the address was not taken: {done}")


def _reachable(house: DemoHouse) -> str:
    return f"http://{DOCKER_HOST}:{house.hass.port}"


async def reauth_flows(house: DemoHouse) -> list[dict[str, Any]]:
    """Return the forms that wait for a new token."""
    async with await house.hass.socket() as socket:
        flows = await socket.call("config_entries/flow/progress")
    return [
        flow
        for flow in flows
        if flow["handler"] == WATCHER and flow["context"]["source"] == "reauth"
    ]


_FAILING = next(one for one in PRINTERS if one.fails)

BREAKAGES = {
    "camera": Breakage(
        what=f"The camera of {_FAILING.name} is unplugged.",
        mending=f"Switch the camera plug of {_FAILING.name} on again "
        "(on the dashboard).",
        printers=(_FAILING,),
        reason="camera_unavailable",
        break_=_unplug_camera,
        mend=_plug_camera_in,
    ),
    "ml": Breakage(
        what="The ML API has stopped.",
        mending="Start the ML API again.",
        printers=PRINTERS,
        reason="ml_server_unreachable",
        break_=_stop_ml,
        mend=_start_ml,
    ),
    "token": Breakage(
        what="The ML API wants another token than before.",
        mending=f"Follow the repair: the new token is {NEW_TOKEN}",
        printers=PRINTERS,
        reason="token_refused",
        break_=_want_token,
        mend=_give_token,
        asks_for_token=True,
    ),
    "reach": Breakage(
        what="The ML API has moved into a container, whose 127.0.0.1 is itself: it no "
        "longer gets at Home Assistant.",
        mending="Follow the repair, and let Home Assistant's address be "
        f"http://{DOCKER_HOST}:{{port}}",
        printers=PRINTERS,
        reason="address_localhost",
        break_=_move_ml,
        mend=_correct_address,
    ),
}
