"""Signatures under a result: on the screen by who was named, or on paper, with the sheet's scan kept."""

from collections.abc import Collection
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.journal.service import record
from deliberation.rounds import queries
from deliberation.rounds.closing import locked
from deliberation.rounds.models import Round, RoundResult, RoundSignature
from deliberation.rounds.policy import recordable, signs_as
from deliberation.rounds.rules import Signer
from deliberation.rounds.scans import Scan


def sign(actor: Actor, round_id: UUID) -> RoundSignature:
    """The teller or the scrutineer, named before the round opened, signs its result."""
    row = locked(round_id)
    role = signs_as(actor, row.state, row.teller_id, row.scrutineer_id, _signed(round_id))
    if role is None or actor.account_id is None:
        raise Refusal("rounds.not_a_signer")
    signature = _add(row, role, actor.account_id, actor.name)
    facts = {"role": role, "digest": signature.digest}
    record(actor, "rounds.sign", "round", round_id, row.community_code, after=facts)
    return signature


def record_signatures(
    actor: Actor, round_id: UUID, roles: Collection[Signer], scan: Scan
) -> list[RoundSignature]:
    """A worker records who signed the printed sheet, and keeps its scan; each role once, on paper or not."""
    row = locked(round_id)
    if not roles:
        raise Refusal("rounds.nobody_signed")
    allowed = recordable(actor, row.community_code, row.state, _signed(round_id))
    if not set(roles) <= set(allowed):
        raise Refusal("rounds.nothing_to_record")
    kept = files.keep(scan.content, scan.name, scan.media_type, row.community_code)
    names, signatures = queries.signer_names(row), []
    for role in (each for each in Signer if each in roles):
        account_id = row.teller_id if role == Signer.TELLER else row.scrutineer_id
        if account_id is None:
            raise Refusal("rounds.no_signers")
        signature = _add(row, role, account_id, names[role], kept, actor.account_id)
        facts = {"role": role, "digest": signature.digest, "scan": kept.sha256}
        record(actor, "rounds.record_signature", "round", round_id, row.community_code, after=facts)
        signatures.append(signature)
    return signatures


def scan_of(round_id: UUID, signature_id: UUID) -> StoredFile | None:
    """The scan of the sheet on which a signature of this round stands."""
    found = next((each for each in queries.signatures_of(round_id) if each.id == signature_id), None)
    return db.session.get(StoredFile, found.scan_id) if found and found.scan_id else None


def _signed(round_id: UUID) -> set[Signer]:
    return {signature.role for signature in queries.signatures_of(round_id)}


def _add(
    row: Round,
    role: Signer,
    account_id: UUID,
    name: str,
    scan: StoredFile | None = None,
    recorded_by: UUID | None = None,
) -> RoundSignature:
    signature = RoundSignature(
        round_id=row.id,
        role=role,
        account_id=account_id,
        name=name,
        digest=db.session.get_one(RoundResult, row.id).digest,
        scan_id=scan.id if scan else None,
        recorded_by=recorded_by,
    )
    with refusing("round_id", "rounds.signed_already"):
        db.session.add(signature)
    return signature
