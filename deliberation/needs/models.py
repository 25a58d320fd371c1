"""Tables of needs: the need, its supports, comments, history, what holds it; drafts, photos, followers,
reports; what the desk did, its templates and words; ways to meet a need; the words a need is found by.

`Need.support_count` and `household_count` are kept by the database's own triggers (migration 0010): nothing
else writes them.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.clock import now
from deliberation.cycles.rules import Stage
from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.needs.rules import (
    Channel,
    Destination,
    Feasibility,
    NeedState,
    Proposer,
    Reason,
    ReportReason,
)


def _where(condition: str) -> dict[str, Any]:
    """An index over the rows that fulfil a condition only."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


# What a list filters by and shows whether it is public: in its index, so that no row is read before its page.
LISTED = ("id", "category", "state", "stage", "estate_id", "published_at")
PUBLIC = "published_at IS NOT NULL"


class Need(Identified, Stamped, Base):
    """What somebody says is missing; without a cycle it waits for the next one."""

    __tablename__ = "need"
    __table_args__ = (
        UniqueConstraint("community_code", "number"),
        UniqueConstraint("community_code", "submission_key"),
        UniqueConstraint("community_code", "reference"),
        CheckConstraint("households_affected > 0", name="households_affected_positive"),
        CheckConstraint("cost_fen >= 0", name="cost_not_negative"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        Index("ix_need_community_code_state_created_at", "community_code", "state", "created_at"),
        Index("ix_need_waiting", "community_code", **_where("cycle_id IS NULL")),
        Index("ix_need_entered_by_created_at", "entered_by", "created_at"),
        Index("ix_need_unpublished", "community_code", "state", **_where("published_at IS NULL")),
        Index("ix_need_unanswered", "community_code", "state", "created_at", **_where("answered_at IS NULL")),
        Index("ix_need_assigned_to", "assigned_to", **_where("assigned_to IS NOT NULL")),
        Index("ix_need_arrived", "community_code", "created_at", "id"),
        Index("ix_need_newest", "community_code", "created_at", *LISTED, **_where(PUBLIC)),
        Index(
            "ix_need_supported", "community_code", "support_count", "created_at", *LISTED, **_where(PUBLIC)
        ),
        Index(
            "ix_need_households", "community_code", "household_count", "created_at", *LISTED, **_where(PUBLIC)
        ),
        Index(
            "ix_need_counted",
            "community_code",
            "state",
            "category",
            "estate_id",
            "stage",
            "published_at",
            **_where(PUBLIC),
        ),
        Index(
            "ix_need_on_the_map",
            "community_code",
            "lat_e6",
            "lon_e6",
            "number",
            *LISTED,
            **_where(f"{PUBLIC} AND lat_e6 IS NOT NULL"),
        ),
    )

    # Without an index of its own: each index of a list begins with it.
    community_code: Mapped[str] = mapped_column(
        String(12), ForeignKey("region.code", onupdate="CASCADE", ondelete="RESTRICT")
    )
    number: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(8))
    place: Mapped[str] = mapped_column(String(60), default="")
    estate_id: Mapped[UUID | None] = mapped_column(ForeignKey("estate.id", ondelete="SET NULL"))
    households_affected: Mapped[int | None]
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    author_account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    author_resident_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("resident.id", ondelete="SET NULL"), index=True
    )
    on_behalf_name: Mapped[str] = mapped_column(String(60), default="")
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    cycle_id: Mapped[UUID | None] = mapped_column(ForeignKey("cycle.id", ondelete="RESTRICT"), index=True)
    state: Mapped[NeedState] = mapped_column(Word(NeedState), default=NeedState.OPEN)
    merged_into_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("need.id", ondelete="RESTRICT"), index=True
    )
    cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    cost_note: Mapped[str] = mapped_column(String(200), default="")
    owners_decision: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    rejection_reason: Mapped[Reason | None] = mapped_column(Word(Reason))
    rejection_text: Mapped[str] = mapped_column(String(300), default="")
    published_at: Mapped[datetime | None]
    submission_key: Mapped[str | None] = mapped_column(String(64))
    said_on: Mapped[date | None]
    reference: Mapped[str | None] = mapped_column(String(40))
    lat_e6: Mapped[int | None]
    lon_e6: Mapped[int | None]
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.COLLECTING, server_default="collecting")
    support_count: Mapped[int] = mapped_column(default=0, server_default="0")
    household_count: Mapped[int] = mapped_column(default=0, server_default="0")
    destination: Mapped[Destination | None] = mapped_column(Word(Destination))
    destination_unit: Mapped[str] = mapped_column(String(80), default="", server_default="")
    destination_note: Mapped[str] = mapped_column(String(300), default="", server_default="")
    assigned_to: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    split_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id", ondelete="SET NULL"))
    withheld_at: Mapped[datetime | None]
    withheld_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    held_word: Mapped[str] = mapped_column(String(40), default="", server_default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}


class NeedSupport(InCommunity, Base):
    """One person's support; `origin_need_id` is the merged need it was carried over from."""

    __tablename__ = "need_support"
    __table_args__ = (
        Index(
            "ix_need_support_entered_by_at",
            "entered_by",
            "at",
            sqlite_where=text("entered_by IS NOT NULL"),
            postgresql_where=text("entered_by IS NOT NULL"),
        ),
    )

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)
    resident_id: Mapped[UUID] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    origin_need_id: Mapped[UUID | None]
    at: Mapped[datetime]
    channel: Mapped[Channel] = mapped_column(Word(Channel), default=Channel.ONLINE, server_default="online")
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class NeedComment(Identified, InCommunity, Stamped, Base):
    """What somebody adds to a need; shown once published, and while it is not taken down.

    A reply hangs below the remark it belongs to (`parent_id`); `reply_to_id` is the reply it answers. Words
    their author took back are gone: an empty text.
    """

    __tablename__ = "need_comment"
    __table_args__ = (
        UniqueConstraint("need_id", "submission_key"),
        Index("ix_need_comment_need_id_created_at", "need_id", "created_at"),
        Index(
            "ix_need_comment_unpublished",
            "community_code",
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
        Index(
            "ix_need_comment_hidden",
            "community_code",
            sqlite_where=text("hidden_at IS NOT NULL"),
            postgresql_where=text("hidden_at IS NOT NULL"),
        ),
    )

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"))
    author_account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    role: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    submission_key: Mapped[str | None] = mapped_column(String(64))
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("need_comment.id", ondelete="CASCADE"), index=True
    )
    solution_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("need_solution.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[Channel] = mapped_column(Word(Channel), default=Channel.ONLINE, server_default="online")
    author_resident_id: Mapped[UUID | None] = mapped_column(ForeignKey("resident.id", ondelete="SET NULL"))
    on_behalf_name: Mapped[str] = mapped_column(String(60), default="", server_default="")
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    reply_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("need_comment.id", ondelete="SET NULL"))
    held_word: Mapped[str] = mapped_column(String(40), default="", server_default="")

    @property
    def withdrawn(self) -> bool:
        """Its author took it back: the words are gone, the place where they stood is left."""
        return self.text == ""


class NeedEvent(InCommunity, Base):
    """One step of a need's way: kind and facts, and as what somebody acted."""

    __tablename__ = "need_event"
    __table_args__ = (Index("ix_need_event_need_id_at", "need_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    role: Mapped[str] = mapped_column(String(20), default="system")


class NeedHold(Base):
    """Something later (`round:<id>`, `meeting:<id>`) that needs this need to stay as it is."""

    __tablename__ = "need_hold"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60), primary_key=True)


class NeedDocument(InCommunity, Base):
    """The words a need is found by, cut into pairs of characters; the full-text index follows this table."""

    __tablename__ = "need_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), unique=True)
    words: Mapped[str] = mapped_column(Text)


class NeedDraft(Identified, InCommunity, Stamped, Base):
    """What somebody has begun to say; without an account it is found again by a token until they sign in."""

    __tablename__ = "need_draft"
    __table_args__ = (UniqueConstraint("account_id", "community_code"),)

    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    step: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=now, index=True)


class NeedPhoto(Identified, InCommunity, Stamped, Base):
    """A photo, re-encoded, of a need or of a draft; `file_id` and `thumb_id` lie in the room files."""

    __tablename__ = "need_photo"

    need_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), index=True)
    draft_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("need_draft.id", ondelete="SET NULL"), index=True
    )
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    position: Mapped[int]
    file_id: Mapped[UUID]
    thumb_id: Mapped[UUID]
    width: Mapped[int]
    height: Mapped[int]
    source_sha256: Mapped[str] = mapped_column(String(64))
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")


class NeedFollow(InCommunity, Base):
    """An account that is told of every step of a need."""

    __tablename__ = "need_follow"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]


class NeedReport(Identified, InCommunity, Stamped, Base):
    """Somebody says that a text should not stand; closed when a worker has looked at it."""

    __tablename__ = "need_report"
    __table_args__ = (Index("ix_need_report_community_code_closed_at", "community_code", "closed_at"),)

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("need_comment.id", ondelete="CASCADE"))
    solution_id: Mapped[UUID | None] = mapped_column(ForeignKey("need_solution.id", ondelete="CASCADE"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    reporter_name: Mapped[str] = mapped_column(String(60), default="")
    channel: Mapped[Channel] = mapped_column(Word(Channel), default=Channel.ONLINE)
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    reason: Mapped[ReportReason] = mapped_column(Word(ReportReason))
    text: Mapped[str] = mapped_column(String(300), default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    taken_down: Mapped[bool | None]
    closing_note: Mapped[str] = mapped_column(String(300), default="")


class NeedWord(Identified, InCommunity, Stamped, Base):
    """A word whose texts wait for a worker's look."""

    __tablename__ = "need_word"
    __table_args__ = (UniqueConstraint("community_code", "word"),)

    word: Mapped[str] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(default=True)
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class NeedTemplate(Identified, InCommunity, Stamped, Base):
    """An answer ready to use."""

    __tablename__ = "need_template"
    __table_args__ = (UniqueConstraint("community_code", "title"),)

    title: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)


class NeedCategoryOff(InCommunity, Base):
    """A category this community does not use; needs that have it keep it."""

    __tablename__ = "need_category_off"
    __table_args__ = (UniqueConstraint("community_code", "category"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(String(8))
    off_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class NeedAct(Identified, InCommunity, Stamped, Base):
    """One act of sorting as it can be undone: what the need was before, and which version it became."""

    __tablename__ = "need_act"
    __table_args__ = (Index("ix_need_act_account_id_created_at", "account_id", "created_at"),)

    batch: Mapped[UUID] = mapped_column(index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version_after: Mapped[int]
    undone_at: Mapped[datetime | None]


class NeedSolution(Identified, InCommunity, Stamped, Base):
    """A way to meet a shortlisted need: who proposes it, can it be done, its cost, who keeps it up."""

    __tablename__ = "need_solution"
    __table_args__ = (
        CheckConstraint("cost_fen >= 0", name="cost_not_negative"),
        Index("ix_need_solution_need_id_created_at", "need_id", "created_at"),
        Index(
            "uq_need_solution_chosen",
            "need_id",
            unique=True,
            sqlite_where=text("chosen_at IS NOT NULL"),
            postgresql_where=text("chosen_at IS NOT NULL"),
        ),
    )

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"))
    proposer: Mapped[Proposer] = mapped_column(Word(Proposer))
    proposer_name: Mapped[str] = mapped_column(String(80), default="")
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    resident_id: Mapped[UUID | None] = mapped_column(ForeignKey("resident.id", ondelete="SET NULL"))
    channel: Mapped[Channel] = mapped_column(Word(Channel), default=Channel.ONLINE)
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text, default="")
    feasibility: Mapped[Feasibility] = mapped_column(Word(Feasibility), default=Feasibility.UNKNOWN)
    feasibility_note: Mapped[str] = mapped_column(String(300), default="")
    cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    cost_source: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(80), default="")
    upkeep: Mapped[str] = mapped_column(String(300), default="")
    published_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(String(300), default="")
    held_word: Mapped[str] = mapped_column(String(40), default="", server_default="")
    chosen_at: Mapped[datetime | None]
    chosen_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    assessed_at: Mapped[datetime | None]
    assessed_as: Mapped[str] = mapped_column(String(20), default="")
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}
