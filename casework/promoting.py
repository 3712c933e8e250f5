"""By which rules does a model come into use, and how does one go back? Two people, each with a reason, in one order.

Somebody proposes; somebody else approves or rejects. Every check that stopped the model is named with a reason, twice.
The approval puts it into use. Going back to a model that two people have approved takes one person and a reason.
Who may do which stands in ``sagstyngde.rules``; here stands what holds whoever asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from casework.model_keys import ModelKeys
from casework.promoting_reasons import Said, check_reason, check_said, trimmed
from models.signing import Made, TurnMade, digest_of, signed, verified_package
from models.trust import KeyRole
from sagstyngde.errors import BundleRefused, InputRefused, StateRefused
from sagstyngde.gate import Gate
from sagstyngde.signed import SignedPackage
from storage.codec import gate_from_json
from storage.engine import Connection
from storage.model_proposals import Proposal, ProposalId, ProposalSettled, open_proposal, propose, settle
from storage.model_turns import Turn, begin_turn, live_turn
from storage.models import KnownModel, ModelStage, known_model, models_known, package_of
from storage.stamp import Stamp
from storage.tables.models import ProposalOutcome, TurnKind

SHORTEST_HASH = 6


def found_by(connection: Connection, beginning: str) -> KnownModel:
    """Return the model whose hash begins so.

    Raises:
        InputRefused: none does, or several do.

    """
    fitting = [one for one in models_known(connection) if one.model.bundle_hash.startswith(beginning)]
    if len(beginning) < SHORTEST_HASH or len(fitting) != 1:
        raise InputRefused(
            english=f"no single model's hash begins so; give at least {SHORTEST_HASH} characters of one that is listed",
            danish=f"der er ikke netop én model, hvis kontrolsum begynder sådan; angiv mindst {SHORTEST_HASH} tegn af "
            "en, der er på listen",
        )
    return fitting[0]


def gate_of(known: KnownModel) -> Gate | None:
    """Return the gate of a model; ``None`` where it has none, or one that this version cannot read."""
    if known.model.gate is None:
        return None
    try:
        return gate_from_json(known.model.gate)
    except ValueError:
        return None


def put_forward(connection: Connection, bundle_hash: str, said: Said, stamp: Stamp) -> ProposalId:
    """Propose a model.

    Raises:
        InputRefused: a reason is missing or too long, or a check that stops is not named.
        StateRefused: it is not a candidate.

    """
    known = _known(connection, bundle_hash)
    if known.stage is not ModelStage.CANDIDATE or not known.model.has_package:
        raise StateRefused(
            english="only a candidate can be proposed; see where the model stands now",
            danish="kun en kandidat kan indstilles; se, hvor modellen står nu",
        )
    check_said(said, _stopping(known))
    proposal_id = ProposalId(uuid4().hex)
    propose(
        connection,
        Proposal(
            proposal_id=proposal_id,
            bundle_hash=bundle_hash,
            reason=said.reason.strip(),
            overrides=trimmed(said.overrides),
            proposed=stamp,
        ),
    )
    return proposal_id


def approve(  # noqa: PLR0913  who agrees, to what she read
    connection: Connection,
    bundle_hash: str,
    said: Said,
    *,
    keys: ModelKeys,
    stamp: Stamp,
    read: ProposalId | None = None,
) -> Turn:
    """Approve a proposed model, and put it into use. ``read`` is the proposal that was read, where that is known.

    Raises:
        BundleRefused: its package is not what the training key vouches for.
        InputRefused: a reason is missing or too long, or a check that stops is not named.
        NotReady: this machine does not hold the approval key.
        StateRefused: it is not proposed, or whoever asks has proposed it.

    """
    known, proposal = _proposed(connection, bundle_hash, read)
    if proposal.proposed.by == stamp.by:
        raise StateRefused(
            english="whoever proposed a model cannot approve it; another person must",
            danish="den, der har indstillet en model, kan ikke godkende den; det skal en anden",
        )
    stopping = _stopping(known)
    check_said(said, stopping)
    settled = ProposalSettled(
        outcome=ProposalOutcome.APPROVED, reason=said.reason.strip(), overrides=trimmed(said.overrides)
    )
    settle(connection, proposal.proposal_id, settled, stamp)
    agreed = _Agreed(
        reason=settled.reason,
        proposal_id=proposal.proposal_id,
        proposed_by=proposal.proposed.by,
        approved_by=stamp.by,
        overridden=tuple(sorted(stopping)),
    )
    return _begun(connection, known, agreed, keys=keys, stamp=stamp)


def reject(connection: Connection, bundle_hash: str, reason: str, stamp: Stamp) -> None:
    """Reject a proposed model; whoever proposed it may, and so withdraws it.

    Raises:
        InputRefused: the reason is missing or too long.
        StateRefused: it is not proposed.

    """
    _known_one, proposal = _proposed(connection, bundle_hash)
    check_reason(reason)
    settled = ProposalSettled(outcome=ProposalOutcome.REJECTED, reason=reason.strip(), overrides={})
    settle(connection, proposal.proposal_id, settled, stamp)


def go_back(connection: Connection, bundle_hash: str | None, reason: str, *, keys: ModelKeys, stamp: Stamp) -> Turn:
    """Put an earlier approved model into use again: the one named, or the one before.

    Raises:
        BundleRefused: its package is not what the training key vouches for.
        InputRefused: the reason is missing or too long.
        NotReady: this machine does not hold the approval key.
        StateRefused: nobody has approved it, it answers now, or there is none before.

    """
    check_reason(reason)
    known = _known(connection, bundle_hash) if bundle_hash is not None else _before(connection)
    if not known.is_approved or known.is_live:
        raise StateRefused(
            english="one can only go back to a model that two people have approved and that does not answer now",
            danish="man kan kun gå tilbage til en model, som to personer har godkendt, og som ikke er i brug nu",
        )
    before = next(one for one in known.proposals if one.outcome is ProposalOutcome.APPROVED)
    assert before.settled is not None  # noqa: S101  so says the table
    agreed = _Agreed(
        reason=reason.strip(),
        proposal_id=None,
        proposed_by=before.proposed.by,
        approved_by=before.settled.by,
        overridden=tuple(sorted(before.overrides)),
    )
    return _begun(connection, known, agreed, keys=keys, stamp=stamp)


def may_be_gone_back_to(known: Sequence[KnownModel]) -> tuple[KnownModel, ...]:
    """Return the models one can go back to, the one that answered last first."""
    fitting = [one for one in known if one.is_approved and not one.is_live and one.model.has_package]
    return tuple(sorted(fitting, key=lambda one: -(one.turns[0].serial if one.turns else 0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Agreed:
    """Why a turn begins, and which two people agreed on its model. ``proposal_id`` is ``None`` of a roll-back."""

    reason: str
    proposal_id: ProposalId | None
    proposed_by: str
    approved_by: str
    overridden: tuple[str, ...]


def _begun(connection: Connection, known: KnownModel, agreed: _Agreed, *, keys: ModelKeys, stamp: Stamp) -> Turn:
    sign = keys.signs_as(KeyRole.APPROVAL)
    package = _vouched(connection, known, keys)
    live = live_turn(connection)
    kind = TurnKind.ROLLBACK if agreed.proposal_id is None else TurnKind.PROMOTION
    said = TurnMade(
        municipality=keys.trust.municipality,
        serial=1 if live is None else live.serial + 1,
        kind=kind.value,
        bundle_hash=known.model.bundle_hash,
        made_sha256=sha256(package.made.statement.encode()).hexdigest(),
        proposed_by=agreed.proposed_by,
        approved_by=agreed.approved_by,
        overridden=agreed.overridden,
        begun_by=stamp.by,
        begun_at=stamp.at.isoformat(),
    )
    turn = Turn(
        serial=said.serial,
        bundle_hash=said.bundle_hash,
        kind=kind,
        proposal_id=agreed.proposal_id,
        reason=agreed.reason,
        signed=signed(said, sign),
        begun=stamp,
    )
    begin_turn(connection, turn)
    return turn


def _vouched(connection: Connection, known: KnownModel, keys: ModelKeys) -> SignedPackage:
    """Return a model's package, if the training key vouches for it and for the gate that people have read."""
    package = package_of(connection, known.model.bundle_hash)
    if package is None:
        raise _not_as_made()
    made: Made = verified_package(package, keys.trust)[0]
    papers = (digest_of(known.model.gate), digest_of(known.model.lineage))
    if made.bundle_hash != known.model.bundle_hash or papers != (made.gate_sha256, made.lineage_sha256):
        raise _not_as_made()
    return package


def _not_as_made() -> BundleRefused:
    return BundleRefused(
        english="the model, its gate or its lineage is not what was registered; it was not taken into use",
        danish="modellen, dens prøve eller dens oprindelse er ikke det, der blev registreret; den er ikke taget i brug",
    )


def _known(connection: Connection, bundle_hash: str) -> KnownModel:
    known = known_model(connection, bundle_hash)
    if known is None:
        raise InputRefused(english="there is no such model", danish="den model er der ikke")
    return known


def _before(connection: Connection) -> KnownModel:
    earlier = [one for one in may_be_gone_back_to(models_known(connection)) if one.turns]
    if not earlier:
        raise StateRefused(
            english="no model has been in use before this one", danish="ingen model har været i brug før denne"
        )
    return earlier[0]


def _proposed(connection: Connection, bundle_hash: str, read: ProposalId | None = None) -> tuple[KnownModel, Proposal]:
    proposal = open_proposal(connection, bundle_hash)
    if proposal is None or (read is not None and proposal.proposal_id != read):
        raise StateRefused(
            english="the model is not proposed, or somebody else was faster; see where it stands now",
            danish="modellen er ikke indstillet, eller en anden kom først; se, hvor den står nu",
        )
    return _known(connection, bundle_hash), proposal


def _stopping(known: KnownModel) -> dict[str, str]:
    """Return what stops a model: labels by code. A gate that cannot be read lets nothing through."""
    gate = gate_of(known)
    if gate is None:
        raise StateRefused(
            english="the model's gate cannot be read, so nobody can say what stops it; train it again",
            danish="modellens prøve kan ikke læses, så ingen kan sige, hvad der taler imod den; træn den igen",
        )
    return {check.code: check.label for check in gate.stops}
