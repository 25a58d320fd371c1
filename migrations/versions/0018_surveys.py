"""Questionnaires, who is asked, answers; the year's report of a street with its cases."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("theme", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("link_values", sa.JSON(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_survey_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["account.id"], name=op.f("fk_survey_opened_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_survey_kind_subject_id")),
    )
    op.create_index("ix_survey_closed_at_closes_at", "survey", ["closed_at", "closes_at"], unique=False)
    op.create_index(op.f("ix_survey_community_code"), "survey", ["community_code"], unique=False)
    op.create_index(
        "ix_survey_community_code_closes_at", "survey", ["community_code", "closes_at"], unique=False
    )
    op.create_table(
        "survey_asked",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("tie", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("resident_id", sa.Uuid(), nullable=True),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_survey_asked_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_survey_asked_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_survey_asked_household_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_survey_asked_resident_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_asked_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_asked")),
        sa.UniqueConstraint("community_code", "number", name=op.f("uq_survey_asked_community_code_number")),
        sa.UniqueConstraint("survey_id", "account_id", name=op.f("uq_survey_asked_survey_id_account_id")),
        sa.UniqueConstraint("survey_id", "household_id", name=op.f("uq_survey_asked_survey_id_household_id")),
        sa.UniqueConstraint("survey_id", "resident_id", name=op.f("uq_survey_asked_survey_id_resident_id")),
    )
    op.create_index(op.f("ix_survey_asked_account_id"), "survey_asked", ["account_id"], unique=False)
    op.create_index(op.f("ix_survey_asked_community_code"), "survey_asked", ["community_code"], unique=False)
    op.create_index(op.f("ix_survey_asked_household_id"), "survey_asked", ["household_id"], unique=False)
    op.create_index(op.f("ix_survey_asked_resident_id"), "survey_asked", ["resident_id"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("asked_id", sa.Uuid(), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tell_me", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_survey_answer_version_positive")),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["survey_asked.id"], name=op.f("fk_survey_answer_asked_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_survey_answer_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["account.id"], name=op.f("fk_survey_answer_entered_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_answer_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
        sa.UniqueConstraint("asked_id", name=op.f("uq_survey_answer_asked_id")),
    )
    op.create_index(
        op.f("ix_survey_answer_community_code"), "survey_answer", ["community_code"], unique=False
    )
    op.create_index("ix_survey_answer_survey_id_at", "survey_answer", ["survey_id", "at"], unique=False)
    op.create_table(
        "survey_answer_before",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["survey_answer.id"],
            name=op.f("fk_survey_answer_before_answer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"],
            ["account.id"],
            name=op.f("fk_survey_answer_before_entered_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("answer_id", "version", name=op.f("pk_survey_answer_before")),
    )
    op.create_table(
        "survey_photo",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("thumb_id", sa.Uuid(), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["survey_answer.id"], name=op.f("fk_survey_photo_answer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_survey_photo_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_photo")),
    )
    op.create_index(op.f("ix_survey_photo_answer_id"), "survey_photo", ["answer_id"], unique=False)
    op.create_index(op.f("ix_survey_photo_community_code"), "survey_photo", ["community_code"], unique=False)
    op.create_table(
        "year_report",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["begun_by"], ["account.id"], name=op.f("fk_year_report_begun_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["code"],
            ["region.code"],
            name=op.f("fk_year_report_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["account.id"], name=op.f("fk_year_report_issued_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_report")),
        sa.UniqueConstraint("code", "year", "version", name=op.f("uq_year_report_code_year_version")),
    )
    op.create_table(
        "report_case",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_report_case_project_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["year_report.id"], name=op.f("fk_report_case_report_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["account.id"], name=op.f("fk_report_case_written_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_case")),
    )
    op.create_index(op.f("ix_report_case_report_id"), "report_case", ["report_id"], unique=False)


def downgrade() -> None:
    op.drop_table("report_case")
    op.drop_table("year_report")
    op.drop_table("survey_photo")
    op.drop_table("survey_answer_before")
    op.drop_table("survey_answer")
    op.drop_table("survey_asked")
    op.drop_table("survey")
