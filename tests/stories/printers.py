"""The kinds of printers that stories are told about, each by the profile it really has."""

from dataclasses import replace
from typing import Final

from tests.support.simulated_printer import ControlTraits, Traits

# Tells by itself; pause may be pressed again.
BAMBU: Final = Traits(profile="bambu_lab")
# Asked every 2 s; pause may be pressed again. Waited for: 30 s.
MOONRAKER: Final = Traits(profile="moonraker")
# Asked every 10 s. Waited for: 30 s.
FLASHFORGE: Final = Traits(profile="flashforge_ghosttypes")
DREMEL: Final = Traits(profile="dremel_3d_printer")
# Asked every 30 s. Waited for: 60 s.
OCTOPRINT: Final = Traits(profile="octoprint")
PRUSALINK: Final = Traits(profile="prusalink")
# Asked every 60 s. Waited for: 120 s.
ANYCUBIC: Final = Traits(profile="anycubic_ha_integration")
# Tells by itself; pause is not to be pressed again.
CREALITY: Final = Traits(profile="ha_creality_ws")
# Of the first of these nobody knows how often it is asked: waited for 60 s.
TOGGLE: Final = Traits(profile="creality_control", toggles=True, poll_s=10)
BY_HAND: Final = Traits(profile=None, own_controls=False, poll_s=10)
# A known printer with a control that somebody made.
HAND_MADE_CONTROL: Final = Traits(profile="moonraker", own_controls=False)

LOST: Final = ControlTraits(lost=99)
LOST_ONCE: Final = ControlTraits(lost=1)
LOST_TWICE: Final = ControlTraits(lost=2)


def pausing(printer: Traits, control: ControlTraits) -> Traits:
    """Return a printer whose pause control is like this."""
    return replace(printer, pause=control)


def stopping(printer: Traits, control: ControlTraits) -> Traits:
    """Return a printer whose stop control is like this."""
    return replace(printer, stop=control)


def slow(seconds: float) -> ControlTraits:
    """Return a control whose press takes effect only after a while."""
    return ControlTraits(effect_s=seconds)
