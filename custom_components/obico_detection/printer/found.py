"""What was found of a printer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from homeassistant.helpers import entity_registry as er

from .profiles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPrinter:
    """A printer as the registries show it: a proposal, for a person to check."""

    device_id: str | None
    name: str
    platform: str | None
    """The integration that brought it; None if that is not told."""
    profile: str | None
    """Key of its profile; None if its integration is not known."""
    entities: Mapping[Role, str | None]
    """Entity ids, of every role; None where none was found that is enabled."""
    disabled: Mapping[Role, str]
    """Entity ids of the roles for which only a disabled entity was found."""
    cameras: tuple[str, ...]
    """What may show the printer, the likeliest first."""
    nozzles: tuple[str, ...]
    """Temperature sensors that are called a nozzle's."""

    @property
    def status(self) -> str:
        """Its status entity, which may be disabled; every found printer has one."""
        return self.entities[Role.STATUS] or self.disabled[Role.STATUS]

    @property
    def nozzle_temperature(self) -> str | None:
        """The temperature of its nozzle; None if it has several: one is not all."""
        return self.nozzles[0] if len(self.nozzles) == 1 else None


@dataclass(frozen=True, slots=True)
class FoundEntity:
    """An entity that was found for a role."""

    entity_id: str
    disabled: bool


type FoundRoles = Mapping[Role, list[FoundEntity]]


def found_entities(rows: Iterable[er.RegistryEntry]) -> list[FoundEntity]:
    """Return rows of the entity registry as what was found."""
    return [FoundEntity(row.entity_id, row.disabled) for row in rows]


def settle(roles: FoundRoles) -> tuple[dict[Role, str | None], dict[Role, str]]:
    """Choose one entity for each role; apart, where there are disabled ones only."""
    entities: dict[Role, str | None] = dict.fromkeys(Role)
    disabled: dict[Role, str] = {}
    for role, found in roles.items():
        enabled = [entity for entity in found if not entity.disabled]
        if enabled:
            entities[role] = enabled[0].entity_id
        elif found:
            disabled[role] = found[0].entity_id
    return entities, disabled
