"""一圈一策: the street's overall plan, and a plan for each circle, which projects belong to."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, Stamped

OVERALL = text("parent_id IS NULL")


class ProjectPlan(Identified, Stamped, Base):
    """The overall plan of a street (no parent, one a street) or the plan of one circle under it.

    `code` is the street's or, where a circle lies in one community, that community's.
    """

    __tablename__ = "project_plan"
    __table_args__ = (
        Index("ix_project_plan_overall", "code", unique=True, sqlite_where=OVERALL, postgresql_where=OVERALL),
        Index("ix_project_plan_code", "code"),
    )

    code: Mapped[str] = mapped_column(
        String(12), ForeignKey("region.code", onupdate="CASCADE", ondelete="RESTRICT")
    )
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("project_plan.id", ondelete="RESTRICT"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    circle: Mapped[str] = mapped_column(String(60), default="")
    goal: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
