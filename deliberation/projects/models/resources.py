"""资源清单: what somebody offers the community, and to which projects it is pledged."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.projects.rules import ResourceKind


class Resource(Identified, InCommunity, Stamped, Base):
    """A venue, money, a firm's help, volunteers, things; whom to ring about it is sealed and never public."""

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        Index("ix_resource_community_code_withdrawn_at", "community_code", "withdrawn_at"),
    )

    number: Mapped[str] = mapped_column(String(20))
    kind: Mapped[ResourceKind] = mapped_column(Word(ResourceKind))
    name: Mapped[str] = mapped_column(String(80))
    owner: Mapped[str] = mapped_column(String(80))
    owner_public: Mapped[bool] = mapped_column(default=False)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    quantity: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    until_on: Mapped[date | None]
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(String(300), default="")
    revision: Mapped[int] = mapped_column(default=1)


class ResourcePledge(Identified, Stamped, Base):
    """A resource promised to a row of a list, until it is taken back."""

    __tablename__ = "resource_pledge"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        Index("ix_resource_pledge_project_id", "project_id"),
        Index("ix_resource_pledge_resource_id_ended_at", "resource_id", "ended_at"),
    )

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resource.id", ondelete="RESTRICT"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(200), default="")
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    pledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    resource: Mapped[Resource] = relationship(lazy="joined", innerjoin=True)
