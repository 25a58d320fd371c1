"""Tables of rounds. The ballot table knows no voter, no time and no order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.clock import now
from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.rounds.rules import Hand, Kind, Purpose, Signer, Stands, State, Unit, state_at
from deliberation.tally.rule import Completion, Method, Then, Utility
from deliberation.tally.rule import Paper as BallotPaper


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
    method: Mapped[Method] = mapped_column(Word(Method), default=Method.APPROVAL)
    ballot: Mapped[BallotPaper] = mapped_column(Word(BallotPaper), default=BallotPaper.APPROVAL)
    k: Mapped[int]
    least: Mapped[int] = mapped_column(default=1)
    points: Mapped[int | None]
    most_points: Mapped[int | None]
    budget_fen: Mapped[int | None] = mapped_column(BigInteger)
    winners: Mapped[int | None]
    utility: Mapped[Utility] = mapped_column(Word(Utility), default=Utility.COST)
    completion: Mapped[Completion] = mapped_column(Word(Completion), default=Completion.ADD_ONE)
    then: Mapped[Then] = mapped_column(Word(Then), default=Then.GREEDY)
    majority: Mapped[bool] = mapped_column(default=False)
    shuffled: Mapped[bool] = mapped_column(default=True)
    estates: Mapped[list[Any]] = mapped_column(JSON, default=list)
    stands: Mapped[Stands] = mapped_column(Word(Stands), default=Stands.ONLINE)
    papers_until: Mapped[datetime | None]
    papers_done_at: Mapped[datetime | None]
    may_extend: Mapped[bool] = mapped_column(default=False)
    first_closes_at: Mapped[datetime | None]
    extend_reason: Mapped[str] = mapped_column(Text, default="")
    reminded_at: Mapped[datetime | None]
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
    stopped_at: Mapped[datetime | None]
    options: Mapped[list["RoundOption"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="RoundOption.position"
    )

    @property
    def state(self) -> State:
        """What the round is at this moment."""
        return state_at(
            now(),
            self.opens_at,
            self.closes_at,
            self.opened_at,
            self.closed_at,
            self.annulled_at,
            None if self.papers_done_at else self.papers_until,
            self.stopped_at,
        )

    @property
    def ends_at(self) -> datetime:
        """Until when one could vote: the announced end, or the moment it was stopped by hand."""
        return self.stopped_at or self.closes_at

    @property
    def of_meeting(self) -> bool:
        """Whether it is the secret ballot on a meeting's motion: then the meeting shows and runs it."""
        return self.purpose == Purpose.MOTION


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
    building_id: Mapped[UUID | None] = mapped_column(ForeignKey("building.id", ondelete="RESTRICT"))
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
    on_paper: Mapped[bool] = mapped_column(default=False, server_default=false())


class TypedPaper(Base):
    """One paper ballot as one worker typed it, under its token: two typings agree, or a third settles them.

    No household, no time; destroyed with the round's secret. `choices` as in a ballot, empty when blank or
    spoiled; `tracker` is the receipt printed on the paper's stub, if there is one.
    """

    __tablename__ = "typed_paper"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    hand: Mapped[Hand] = mapped_column(Word(Hand), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    choices: Mapped[list[Any]] = mapped_column(JSON)


class LoosePapers(Identified, Stamped, Base):
    """Papers that lead to no ballot, as numbers only: late ones, and those whose code cannot be read."""

    __tablename__ = "loose_papers"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


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
    on_paper: Mapped[int] = mapped_column(default=0)
    spoiled: Mapped[int] = mapped_column(default=0)
    late: Mapped[int] = mapped_column(default=0)
    unit: Mapped[str] = mapped_column(String(20), default="votes")
    decisions: Mapped[list[Any]] = mapped_column(JSON, default=list)
    steps: Mapped[list[Any]] = mapped_column(JSON, default=list)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
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
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"))
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
