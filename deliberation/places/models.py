"""Tables of places; shapes are GeoJSON geometries (WGS 84, longitude first).

A community's `map_key` is another one whenever what is drawn of it changes, and none while nothing is drawn.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, InCommunity, Stamped
from deliberation.places.rules import Level, level_of


class Region(Stamped, Base):
    """A district, street or community; its code is its identity."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    full_name: Mapped[str] = mapped_column(String(160), default="")
    contact: Mapped[str] = mapped_column(String(160), default="")
    shape: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    map_key: Mapped[str | None] = mapped_column(String(16))

    @property
    def level(self) -> Level | None:
        return level_of(self.code)


class Grid(Identified, InCommunity, Base):
    """网格: a part of the community one grid worker looks after."""

    __tablename__ = "grid"
    __table_args__ = (UniqueConstraint("community_code", "name"),)

    name: Mapped[str] = mapped_column(String(60))


class Estate(Identified, InCommunity, Base):
    """小区."""

    __tablename__ = "estate"
    __table_args__ = (UniqueConstraint("community_code", "name"),)

    name: Mapped[str] = mapped_column(String(60))
    shape: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)


class GridEstate(Base):
    """Which estates lie in which grids."""

    __tablename__ = "grid_estate"

    grid_id: Mapped[UUID] = mapped_column(ForeignKey("grid.id", ondelete="CASCADE"), primary_key=True)
    estate_id: Mapped[UUID] = mapped_column(ForeignKey("estate.id", ondelete="CASCADE"), primary_key=True)


class Building(Identified, InCommunity, Base):
    """楼栋 of an estate."""

    __tablename__ = "building"
    __table_args__ = (UniqueConstraint("estate_id", "name"),)

    estate_id: Mapped[UUID] = mapped_column(ForeignKey("estate.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(40))
    shape: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)


class Household(Identified, InCommunity, Stamped, Base):
    """户: a door; the roll states its adults, and for owners' decisions its owners and area."""

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("building_id", "unit", "door"),
        CheckConstraint("adults >= 0", name="adults_not_negative"),
        Index("ix_household_community_code_building_id", "community_code", "building_id"),
    )

    building_id: Mapped[UUID] = mapped_column(ForeignKey("building.id", ondelete="RESTRICT"))
    unit: Mapped[str] = mapped_column(String(20), default="")
    door: Mapped[str] = mapped_column(String(20))
    adults: Mapped[int] = mapped_column(default=0)
    owners: Mapped[int | None]
    area_cm2: Mapped[int | None]


class Counter(Base):
    """The last running number of a series (`need`, `project`, …) in one community and year."""

    __tablename__ = "counter"

    community_code: Mapped[str] = mapped_column(
        String(12), ForeignKey("region.code", onupdate="CASCADE"), primary_key=True
    )
    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
