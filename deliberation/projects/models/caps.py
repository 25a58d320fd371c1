"""How much one project may cost, as a community has set it."""

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.projects.rules import ProjectKind


class SpendingCap(Identified, InCommunity, Stamped, Base):
    """The most one project of a kind may cost here; without one the default of the rules holds."""

    __tablename__ = "spending_cap"
    __table_args__ = (
        UniqueConstraint("community_code", "kind"),
        CheckConstraint("cap_fen > 0", name="cap_positive"),
    )

    kind: Mapped[ProjectKind] = mapped_column(Word(ProjectKind))
    cap_fen: Mapped[int] = mapped_column(BigInteger)
