"""The community on the ground: its outline, estates and buildings, and what lies at a spot. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from deliberation.places.shapes import Box, Shape, Spot, box_of

NEAR_M = 40
BEYOND_M = 300
FAR_M = 20_000


class Kind(StrEnum):
    """What a shape is the shape of."""

    COMMUNITY = "community"
    ESTATE = "estate"
    BUILDING = "building"


@dataclass(frozen=True)
class Area:
    """Something drawn, and where its name stands."""

    kind: Kind
    id: UUID | None
    name: str
    shape: Shape
    label: Spot
    box: Box
    estate_id: UUID | None = None
    estate_name: str = ""

    @classmethod
    def of(cls, kind: Kind, row_id: UUID | None, name: str, shape: Shape, *estate: Any) -> "Area":
        """An area with its label and box worked out."""
        box = box_of([shape])
        assert box is not None  # a shape that was read has corners
        return cls(kind, row_id, name, shape, shape.label(), box, *estate)


@dataclass(frozen=True)
class Drawn:
    """A shape for the community itself, or for one of its estates or buildings."""

    kind: Kind
    id: UUID | None
    shape: Shape


@dataclass(frozen=True)
class Whereabouts:
    """What lies at a spot; `outside` when it seems to be none of the community, `metres` how far."""

    estate_id: UUID | None = None
    estate: str = ""
    building: str = ""
    outside: bool = False
    metres: int = 0

    @property
    def far(self) -> bool:
        """So far away that somebody must have slipped."""
        return self.metres > FAR_M


@dataclass(frozen=True)
class CommunityMap:
    """What of a community is drawn; nothing is drawn of most."""

    key: str | None = None
    outline: Area | None = None
    estates: tuple[Area, ...] = ()
    buildings: tuple[Area, ...] = ()
    box: Box | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "box", box_of(area.shape for area in self.areas()))

    def areas(self) -> Iterator[Area]:
        """Everything drawn, from the ground up."""
        if self.outline:
            yield self.outline
        yield from self.estates
        yield from self.buildings

    def estate(self, estate_id: UUID | None) -> Area | None:
        """An estate that is drawn."""
        return next((area for area in self.estates if area.id == estate_id), None)

    def building(self, building_id: UUID | None) -> Area | None:
        """A building that is drawn."""
        return next((area for area in self.buildings if area.id == building_id), None)

    def at(self, spot: Spot) -> Whereabouts:
        """What lies at a spot: the estate around it, the building there or close by."""
        if self.box is None:
            return Whereabouts()
        building = self._building_near(spot)
        estate = next((area for area in self.estates if area.shape.holds(spot)), None)
        if estate is None and building is not None:
            estate = self.estate(building.estate_id)
        reach = self.outline.box if self.outline else self.box
        metres = reach.metres_to(spot)
        inside = self.outline.shape.holds(spot) if self.outline else metres <= BEYOND_M
        return Whereabouts(
            estate.id if estate else building.estate_id if building else None,
            estate.name if estate else building.estate_name if building else "",
            building.name if building else "",
            not inside and estate is None,
            metres,
        )

    def _building_near(self, spot: Spot) -> Area | None:
        holding = next((area for area in self.buildings if area.shape.holds(spot)), None)
        if holding:
            return holding
        near = [(area.box.metres_to(spot), area) for area in self.buildings]
        return min((each for each in near if each[0] <= NEAR_M), key=lambda each: each[0], default=(0, None))[
            1
        ]


NOTHING = CommunityMap()
