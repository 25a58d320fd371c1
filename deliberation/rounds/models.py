"""Tables of rounds. The ballot table knows no voter, no time and no order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.clock import now
from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.rounds.rules import METHOD, Purpose, Signer, State, Unit, state_at


class Round(Identified, InCommunity, Stamped, Base):
    """One vote of a community: what is asked, of whom, from when to when, and who signs the result."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("k >= 1", name="k_at_least_one"),
    )

    cycle_id: Mapped[UUID | None] = mapped_column(ForeignKey("cycle.id", ondelete="RESTRICT"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    method: Mapped[str] = mapped_column(String(20), default=METHOD)
    k: Mapped[int]
    budget_fen: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[Unit] = mapped_column(Word(Unit))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    ties: Mapped[list[Any]] = mapped_column(JSON)
    seed: Mapped[str] = mapped_column(String(120), default="")
    seed_source: Mapped[str] = mapped_column(String(300), default="")
    min_turnout_percent: Mapped[int | None]
    min_votes: Mapped[int | None]
    teller_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    scrutineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    register_size: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    annulled_at: Mapped[datetime | None]
    annul_reason: Mapped[str] = mapped_column(Text, default="")
    options: Mapped[list["RoundOption"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="RoundOption.position"
    )

    @property
    def state(self) -> State:
        """What the round is at this moment."""
        return state_at(
            now(), self.opens_at, self.closes_at, self.opened_at, self.closed_at, self.annulled_at
        )


class RoundOption(Identified, Base):
    """One thing to vote for; its key is its name on the board, `way` how its need would be met."""

    __tablename__ = "round_option"
    __table_args__ = (UniqueConstraint("round_id", "key"), UniqueConstraint("round_id", "position"))

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    need_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id", ondelete="RESTRICT"), index=True)
    key: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(400))
    summary: Mapped[str] = mapped_column(Text, default="")
    cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    way: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    position: Mapped[int]


class RegisterEntry(Base):
    """Who may vote in a round: a resident, or a household; added later or struck only with a reason."""

    __tablename__ = "round_register"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    voter_id: Mapped[UUID] = mapped_column(primary_key=True)
    building_id: Mapped[UUID] = mapped_column(ForeignKey("building.id", ondelete="RESTRICT"))
    added_reason: Mapped[str] = mapped_column(Text, default="")
    struck_at: Mapped[datetime | None]
    struck_reason: Mapped[str] = mapped_column(Text, default="")


class Ballot(Base):
    """What somebody chose, under a token that leads to nobody without the round's secret."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("round_id", "tracker"), {"sqlite_with_rowid": False})

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    tracker: Mapped[str] = mapped_column(String(40))
    choices: Mapped[list[Any]] = mapped_column(JSON)


class RoundResult(Base):
    """What the close found, once and for all."""

    __tablename__ = "round_result"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    register_size: Mapped[int]
    ballots: Mapped[int]
    blank: Mapped[int]
    refused: Mapped[int]
    struck: Mapped[int]
    matched: Mapped[bool]
    tally: Mapped[dict[str, Any]]
    ranking: Mapped[list[Any]]
    turnout: Mapped[list[Any]]
    turnout_reached: Mapped[bool | None]
    root: Mapped[str | None] = mapped_column(String(64))
    board: Mapped[str] = mapped_column(Text, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(default=now)


class RoundSignature(Identified, Base):
    """The teller's or the scrutineer's word that the result is what they saw."""

    __tablename__ = "round_signature"
    __table_args__ = (UniqueConstraint("round_id", "role"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    role: Mapped[Signer] = mapped_column(Word(Signer))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(60))
    signed_at: Mapped[datetime] = mapped_column(default=now)
    digest: Mapped[str] = mapped_column(String(64))
