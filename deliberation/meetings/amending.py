"""Amendments: moved on an open motion, decided before it, one at a time; what passes becomes its text."""

from collections.abc import Sequence

from deliberation.errors import Refusal
from deliberation.meetings.models import Motion
from deliberation.meetings.rules import Outcome


def amendments_of(motion: Motion) -> Sequence[Motion]:
    """The amendments moved on a motion, in the order they were moved."""
    return [each for each in motion.item.motions if each.amends_id == motion.id]


def amended(amendment: Motion) -> Motion:
    """The motion an amendment would change."""
    return next(each for each in amendment.item.motions if each.id == amendment.amends_id)


def refuse_unamendable(motion: Motion) -> None:
    """Only an open motion is amended, not an amendment, one amendment at a time, and not during a ballot."""
    if motion.amends_id is not None:
        raise Refusal("meetings.nested_amendment")
    if motion.outcome is not None:
        raise Refusal("meetings.already_decided")
    if motion.round_id is not None:
        raise Refusal("meetings.ballot_running")
    refuse_while_amending(motion)


def refuse_while_amending(motion: Motion) -> None:
    """While an amendment is open, the motion itself is neither decided nor put off nor taken back."""
    waiting = next((each for each in amendments_of(motion) if each.outcome is None), None)
    if waiting:
        raise Refusal("meetings.amendment_open", text=waiting.text)


def refuse_too_late(amendment: Motion, outcome: Outcome) -> None:
    """The vote on an amendment is not turned round once the motion itself was decided with its text."""
    turned = amendment.amends_id is not None and amendment.outcome not in (None, outcome)
    if turned and amended(amendment).outcome is not None:
        raise Refusal("meetings.motion_decided_since")


def settle_text(amendment: Motion) -> None:
    """The motion says what its last passed amendment says; without one, what it said at first."""
    motion = amended(amendment)
    passed = [each for each in amendments_of(motion) if each.outcome == Outcome.PASSED]
    first = motion.first_text or motion.text
    text = passed[-1].text if passed else first
    if text != motion.text:
        motion.version += 1
    motion.text, motion.first_text = text, first if passed else ""
