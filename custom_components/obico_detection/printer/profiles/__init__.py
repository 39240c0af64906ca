"""The printer integrations that are known, as data.

Taken from the integrations' own sources; nothing of it needs them to be installed.
"""

from collections.abc import Mapping
from typing import Final

from .creality import CREALITY_PROFILES
from .flashforge import FLASHFORGE_PROFILES
from .klipper import KLIPPER_PROFILES
from .makers import MAKERS_PROFILES
from .octoprint import OCTOPRINT_PROFILES
from .profile import FromOptions, Match, Matches, Profile, Role, Tier

__all__ = [
    "PROFILES",
    "FromOptions",
    "Match",
    "Matches",
    "Profile",
    "Role",
    "Tier",
]

PROFILES: Final[Mapping[str, Profile]] = {
    profile.key: profile
    for profile in sorted(
        (
            *OCTOPRINT_PROFILES,
            *KLIPPER_PROFILES,
            *MAKERS_PROFILES,
            *CREALITY_PROFILES,
            *FLASHFORGE_PROFILES,
        ),
        key=lambda profile: profile.tier,
    )
}
"""All profiles by their keys, the common ones first."""
