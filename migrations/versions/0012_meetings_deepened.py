"""Meetings from notice to signed record: an outbox, rules of one's own, the live desk, revisions, actions.

What was signed is kept by the database itself: the records the minutes rest on, their revisions, and every
signature. A ballot about a motion may be ended by hand, once.
"""

import sqlalchemy as sa
from alembic import op

from deliberation.guards import guard, unguard

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SEALED = (
    "EXISTS (SELECT 1 FROM minutes WHERE minutes.meeting_id = {meeting} AND minutes.sealed_at IS NOT NULL)"
)
SEALED_ITEM = (
    "EXISTS (SELECT 1 FROM agenda_item JOIN minutes ON minutes.meeting_id = agenda_item.meeting_id"
    " WHERE agenda_item.id = {item} AND minutes.sealed_at IS NOT NULL)"
)


def changed(*names: str) -> str:
    return " OR ".join(
        f"CAST(NEW.{name} AS TEXT) IS DISTINCT FROM CAST(OLD.{name} AS TEXT)" for name in names
    )


STOPPED = (
    f"({changed('stopped_at')}) AND (OLD.stopped_at IS NOT NULL OR OLD.purpose <> 'motion'"
    " OR OLD.opened_at IS NULL OR OLD.closed_at IS NOT NULL OR OLD.annulled_at IS NOT NULL)"
)
MEETING = (
    *("title", "series", "series_name", "year", "session_no", "profile", "mode", "place", "starts_at"),
    *("ended_at", "chair_name", "chair_id", "recorder_name", "recorder_id", "due_typed", "due_area_cm2"),
    *("others_present", "others_area_cm2", "community_code", "cancelled_at"),
)
ITEM = ("meeting_id", "position", "title", "need_id", "round_id", "explanation", "proposer", "speeches")
LISTED = ("meeting_id", "name", "status", "reason", "area_cm2", "households", "represents", "checked_in_at")
MOTION = (
    *("item_id", "kind", "text", "proposer", "seconder", "cost_fen", "unit", "deadline_on", "way"),
    *("votes_for", "against", "abstain", "area_for_cm2", "area_against_cm2", "area_abstain_cm2"),
    *("decided_at", "outcome", "arithmetic", "dissent", "amends_id", "round_id", "refuse_reason"),
)
SIGNATURE = ("minutes_id", "role", "account_id", "attendance_id", "name", "signed_at", "text_hash", "scan_id")
# A signature falls once, while the minutes are not sealed.
FELL = (
    f"({changed(*SIGNATURE, 'recorded_by')}) OR ({changed('fell_at')}) AND (OLD.fell_at IS NOT NULL OR"
    " EXISTS (SELECT 1 FROM minutes WHERE minutes.id = OLD.minutes_id AND minutes.sealed_at IS NOT NULL))"
)
GUARDS = (
    ("round", "UPDATE", STOPPED, "stopped"),
    ("meeting", "UPDATE", f"({changed(*MEETING)}) AND {SEALED.format(meeting='OLD.id')}", ""),
    ("meeting", "DELETE", SEALED.format(meeting="OLD.id"), ""),
    ("agenda_item", "INSERT", SEALED.format(meeting="NEW.meeting_id"), ""),
    ("agenda_item", "UPDATE", f"({changed(*ITEM)}) AND {SEALED.format(meeting='OLD.meeting_id')}", ""),
    ("agenda_item", "DELETE", SEALED.format(meeting="OLD.meeting_id"), ""),
    ("attendance", "INSERT", SEALED.format(meeting="NEW.meeting_id"), ""),
    ("attendance", "UPDATE", f"({changed(*LISTED)}) AND {SEALED.format(meeting='OLD.meeting_id')}", ""),
    ("attendance", "DELETE", SEALED.format(meeting="OLD.meeting_id"), ""),
    ("motion", "INSERT", SEALED_ITEM.format(item="NEW.item_id"), ""),
    ("motion", "UPDATE", f"({changed(*MOTION)}) AND {SEALED_ITEM.format(item='OLD.item_id')}", ""),
    ("motion", "DELETE", SEALED_ITEM.format(item="OLD.item_id"), ""),
    ("speech", "INSERT", SEALED_ITEM.format(item="NEW.item_id"), ""),
    (
        "speech",
        "UPDATE",
        f"({changed('item_id', 'name', 'side', 'point')}) AND {SEALED_ITEM.format(item='OLD.item_id')}",
        "",
    ),
    ("speech", "DELETE", SEALED_ITEM.format(item="OLD.item_id"), ""),
    ("minutes_revision", "UPDATE", "", ""),
    ("minutes_revision", "DELETE", "", ""),
    ("minutes_signature", "UPDATE", FELL, ""),
    ("minutes_signature", "DELETE", "", ""),
    ("addendum_signature", "UPDATE", "", ""),
    ("addendum_signature", "DELETE", "", ""),
)


def upgrade() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("community_code", sa.String(length=12), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("shown", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("dedupe", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gateway", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_outbox_message_dedupe")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_message_community_code"), ["community_code"], unique=False
        )
        batch_op.create_index("ix_outbox_message_state_next_try_at", ["state", "next_try_at"], unique=False)
        batch_op.create_index("ix_outbox_message_subject", ["subject"], unique=False)
    op.create_table(
        "notice_channel",
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.String(length=120), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_notice_channel_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_channel")),
    )
    with op.batch_alter_table("notice_channel", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_channel_community_code"), ["community_code"], unique=False
        )
    op.create_table(
        "rule_profile",
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_rule_profile_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_profile")),
        sa.UniqueConstraint("community_code", "key", name=op.f("uq_rule_profile_community_code_key")),
    )
    with op.batch_alter_table("rule_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_profile_community_code"), ["community_code"], unique=False)
    op.create_table(
        "live_entry",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_live_entry_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_live_entry")),
    )
    with op.batch_alter_table("live_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_live_entry_meeting_id"), ["meeting_id"], unique=False)
    op.create_table(
        "item_material",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_item_material_file_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_item_material_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_material")),
    )
    with op.batch_alter_table("item_material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_material_item_id"), ["item_id"], unique=False)
    op.create_table(
        "minutes_comment",
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attendance_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.String(length=60), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["attendance.id"],
            name=op.f("fk_minutes_comment_attendance_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_comment_minutes_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_comment")),
    )
    with op.batch_alter_table("minutes_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_comment_minutes_id"), ["minutes_id"], unique=False)
    op.create_table(
        "minutes_revision",
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_revision_minutes_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_revision")),
        sa.UniqueConstraint("minutes_id", "revision", name=op.f("uq_minutes_revision_minutes_id_revision")),
    )
    op.create_table(
        "action_item",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("motion_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_name", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drop_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_code"],
            ["region.code"],
            name=op.f("fk_action_item_community_code"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_action_item_item_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_action_item_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name=op.f("fk_action_item_motion_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name=op.f("fk_action_item_owner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
        sa.UniqueConstraint("motion_id", name=op.f("uq_action_item_motion_id")),
    )
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_item_community_code"), ["community_code"], unique=False)
        batch_op.create_index(
            "ix_action_item_community_code_due_on", ["community_code", "due_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_action_item_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_item_owner_id"), ["owner_id"], unique=False)
    op.create_table(
        "addendum_signature",
        sa.Column("addendum_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_addendum_signature_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["addendum_id"],
            ["minutes_addendum.id"],
            name=op.f("fk_addendum_signature_addendum_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["account.id"],
            name=op.f("fk_addendum_signature_recorded_by"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["stored_file.id"], name=op.f("fk_addendum_signature_scan_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addendum_signature")),
        sa.UniqueConstraint("addendum_id", "role", name=op.f("uq_addendum_signature_addendum_id_role")),
    )
    op.create_table(
        "motion_vote",
        sa.Column("motion_id", sa.Uuid(), nullable=False),
        sa.Column("attendance_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("area_cm2", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["attendance.id"],
            name=op.f("fk_motion_vote_attendance_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name=op.f("fk_motion_vote_motion_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("motion_id", "attendance_id", name=op.f("pk_motion_vote")),
    )
    op.create_table(
        "speech",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("motion_id", sa.Uuid(), nullable=True),
        sa.Column("attendance_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_speech_attendance_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_speech_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name=op.f("fk_speech_motion_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speech")),
    )
    with op.batch_alter_table("speech", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speech_attendance_id"), ["attendance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_speech_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_speech_motion_id"), ["motion_id"], unique=False)
    op.create_table(
        "action_note",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action_item.id"], name=op.f("fk_action_note_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_action_note_meeting_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_note")),
    )
    with op.batch_alter_table("action_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_note_action_id"), ["action_id"], unique=False)
    op.add_column("account", sa.Column("email_sealed", sa.LargeBinary(), nullable=True))
    op.add_column(
        "agenda_item", sa.Column("kind", sa.String(length=40), nullable=False, server_default="matter")
    )
    op.add_column("agenda_item", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("agenda_item", sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("agenda_item", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "attendance", sa.Column("initials", sa.String(length=60), nullable=False, server_default="")
    )
    op.add_column("attendance", sa.Column("door", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("attendance", sa.Column("households", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "attendance", sa.Column("represents", sa.String(length=200), nullable=False, server_default="")
    )
    op.add_column("attendance", sa.Column("arrival", sa.String(length=40), nullable=True))
    op.add_column("attendance", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attendance", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attendance", sa.Column("consents_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attendance", sa.Column("consent_recorded_by", sa.Uuid(), nullable=True))
    op.add_column(
        "meeting", sa.Column("series_name", sa.String(length=60), nullable=False, server_default="")
    )
    op.add_column("meeting", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("meeting", sa.Column("current_item_id", sa.Uuid(), nullable=True))
    op.add_column("meeting", sa.Column("door_code", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("meeting", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("minutes", sa.Column("circulated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("minutes", sa.Column("comments_until", sa.Date(), nullable=True))
    op.add_column(
        "minutes_addendum", sa.Column("kind", sa.String(length=40), nullable=False, server_default="addition")
    )
    with op.batch_alter_table("minutes_signature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attendance_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("scan_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("recorded_by", sa.Uuid(), nullable=True))
        batch_op.alter_column("account_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_minutes_signature_scan_id"),
            "stored_file",
            ["scan_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_minutes_signature_recorded_by"),
            "account",
            ["recorded_by"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_minutes_signature_attendance_id"),
            "attendance",
            ["attendance_id"],
            ["id"],
            ondelete="RESTRICT",
        )
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("effect_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("seconder", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("amends_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("first_text", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("refuse_reason", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("voting_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("round_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f("ix_motion_amends_id"), ["amends_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_motion_round_id"), ["round_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_motion_round_id"), "round", ["round_id"], ["id"], ondelete="RESTRICT"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_motion_amends_id"), "motion", ["amends_id"], ["id"], ondelete="CASCADE"
        )
    op.add_column("round", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("round_register", schema=None) as batch_op:
        batch_op.alter_column("building_id", existing_type=sa.Uuid(), nullable=True)
    for table, act, when, part in GUARDS:
        guard(table, act, when, part)


def downgrade() -> None:
    for table, act, _when, part in reversed(GUARDS):
        unguard(table, act, part)
    with op.batch_alter_table("round_register", schema=None) as batch_op:
        batch_op.alter_column("building_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_column("round", "stopped_at")
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_motion_amends_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_motion_round_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_motion_round_id"))
        batch_op.drop_index(batch_op.f("ix_motion_amends_id"))
        batch_op.drop_column("version")
        batch_op.drop_column("round_id")
        batch_op.drop_column("voting_at")
        batch_op.drop_column("refuse_reason")
        batch_op.drop_column("first_text")
        batch_op.drop_column("amends_id")
        batch_op.drop_column("seconder")
        batch_op.drop_column("effect_id")
    with op.batch_alter_table("minutes_signature", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_minutes_signature_attendance_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_minutes_signature_recorded_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_minutes_signature_scan_id"), type_="foreignkey")
        batch_op.alter_column("account_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("recorded_by")
        batch_op.drop_column("scan_id")
        batch_op.drop_column("attendance_id")
    op.drop_column("minutes_addendum", "kind")
    op.drop_column("minutes", "comments_until")
    op.drop_column("minutes", "circulated_at")
    op.drop_column("meeting", "reminded_at")
    op.drop_column("meeting", "door_code")
    op.drop_column("meeting", "current_item_id")
    op.drop_column("meeting", "version")
    op.drop_column("meeting", "series_name")
    op.drop_column("attendance", "consent_recorded_by")
    op.drop_column("attendance", "consents_at")
    op.drop_column("attendance", "version")
    op.drop_column("attendance", "left_at")
    op.drop_column("attendance", "arrival")
    op.drop_column("attendance", "represents")
    op.drop_column("attendance", "households")
    op.drop_column("attendance", "door")
    op.drop_column("attendance", "initials")
    op.drop_column("agenda_item", "done_at")
    op.drop_column("agenda_item", "began_at")
    op.drop_column("agenda_item", "version")
    op.drop_column("agenda_item", "kind")
    op.drop_column("account", "email_sealed")
    with op.batch_alter_table("action_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_note_action_id"))
    op.drop_table("action_note")
    with op.batch_alter_table("speech", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speech_motion_id"))
        batch_op.drop_index(batch_op.f("ix_speech_item_id"))
        batch_op.drop_index(batch_op.f("ix_speech_attendance_id"))
    op.drop_table("speech")
    op.drop_table("motion_vote")
    op.drop_table("addendum_signature")
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_item_owner_id"))
        batch_op.drop_index(batch_op.f("ix_action_item_meeting_id"))
        batch_op.drop_index("ix_action_item_community_code_due_on")
        batch_op.drop_index(batch_op.f("ix_action_item_community_code"))
    op.drop_table("action_item")
    op.drop_table("minutes_revision")
    with op.batch_alter_table("minutes_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_comment_minutes_id"))
    op.drop_table("minutes_comment")
    with op.batch_alter_table("item_material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_material_item_id"))
    op.drop_table("item_material")
    with op.batch_alter_table("live_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_live_entry_meeting_id"))
    op.drop_table("live_entry")
    with op.batch_alter_table("rule_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_profile_community_code"))
    op.drop_table("rule_profile")
    with op.batch_alter_table("notice_channel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_channel_community_code"))
    op.drop_table("notice_channel")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_subject")
        batch_op.drop_index("ix_outbox_message_state_next_try_at")
        batch_op.drop_index(batch_op.f("ix_outbox_message_community_code"))
    op.drop_table("outbox_message")
