"""What the casebook knows of models: who decided what, which was live when, and what answered beside it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from sagstyngde.signed import Signed, SignedPackage
from storage.engine import Connection, Engine, reading, writing
from storage.erasures import cases_pending, pending_erasures, record_erasure
from storage.model_proposals import Proposal, ProposalId, ProposalSettled, open_proposal, propose, settle
from storage.model_turns import Turn, begin_turn, live_at, live_serial, live_turn, turns
from storage.models import ModelStage, NewModel, find_model, known_model, models_known, package_of, register_candidate
from storage.monitor_runs import keep_monitor_run, monitor_runs_kept
from storage.shadows import (
    ShadowAnswer,
    begin_shadow,
    end_shadow,
    keep_shadow_answers,
    open_shadow,
    shadow_hash,
    shadow_periods_of,
)
from storage.stamp import Stamp
from storage.tables.models import ProposalOutcome, TurnKind, model_proposals
from tests.answers import NOON, a_case, an_assessment, store

FIRST, SECOND = "a" * 64, "b" * 64
PACKAGE = SignedPackage(package=b"\x00zip\xff", made=Signed(statement='{"a":1}', signature="sig"))
YES = ProposalSettled(outcome=ProposalOutcome.APPROVED, reason="Enig.", overrides={"blind": "De kommer."})


def by(who: str, *, minutes: int = 0) -> Stamp:
    return Stamp(by=who, at=NOON + timedelta(minutes=minutes))


def registered(connection: Connection, bundle_hash: str, *, minutes: int = 0) -> None:
    new = NewModel(bundle_hash=bundle_hash, scheme_version="2026-1", manifest={"n": 1}, gate={"checks": []})
    assert register_candidate(connection, new, PACKAGE, by("cli:drift", minutes=minutes))


def proposed(connection: Connection, bundle_hash: str, *, name: str = "p1") -> Proposal:
    one = Proposal(
        proposal_id=ProposalId(name), bundle_hash=bundle_hash, reason="Ny lov.", overrides={}, proposed=by("anders")
    )
    propose(connection, one)
    return one


def turned(connection: Connection, serial: int, bundle_hash: str, *, proposal: str | None = None) -> Turn:
    turn = Turn(
        serial=serial,
        bundle_hash=bundle_hash,
        kind=TurnKind.ROLLBACK if proposal is None else TurnKind.PROMOTION,
        proposal_id=None if proposal is None else ProposalId(proposal),
        reason="Godkendt.",
        signed=PACKAGE.made,
        begun=by("grete", minutes=serial),
    )
    begin_turn(connection, turn)
    return turn


def stage(engine: Engine, bundle_hash: str) -> ModelStage:
    with reading(engine) as connection:
        found = known_model(connection, bundle_hash)
    assert found is not None
    return found.stage


def test_a_model_is_registered_once_with_its_package_and_what_is_known_of_it(engine: Engine) -> None:
    with writing(engine) as connection:
        registered(connection, FIRST)
        again = NewModel(bundle_hash=FIRST, scheme_version="9", manifest={})
        assert not register_candidate(connection, again, PACKAGE, by("u"))

    with reading(engine) as connection:
        found = find_model(connection, FIRST)
        assert package_of(connection, FIRST) == PACKAGE
        assert package_of(connection, SECOND) is None
    assert found is not None
    assert (found.scheme_version, found.manifest, found.gate) == ("2026-1", {"n": 1}, {"checks": []})
    assert (found.lineage, found.retraining, found.has_package) == (None, None, True)


def test_where_a_model_stands_follows_from_what_was_decided(engine: Engine) -> None:
    seen = []
    with writing(engine) as connection:
        registered(connection, FIRST)
    seen.append(stage(engine, FIRST))
    with writing(engine) as connection:
        proposed(connection, FIRST)
    seen.append(stage(engine, FIRST))
    with writing(engine) as connection:
        no = ProposalSettled(outcome=ProposalOutcome.REJECTED, reason="Ikke endnu.", overrides={})
        assert settle(connection, ProposalId("p1"), no, by("grete"))
    seen.append(stage(engine, FIRST))
    with writing(engine) as connection:
        proposed(connection, FIRST, name="p2")
        assert settle(connection, ProposalId("p2"), YES, by("grete"))
    seen.append(stage(engine, FIRST))
    with writing(engine) as connection:
        turned(connection, 1, FIRST, proposal="p2")
    seen.append(stage(engine, FIRST))
    with writing(engine) as connection:
        registered(connection, SECOND)
        turned(connection, 2, SECOND)
    seen.append(stage(engine, FIRST))

    assert seen == [
        ModelStage.CANDIDATE, ModelStage.PROPOSED, ModelStage.CANDIDATE, ModelStage.APPROVED, ModelStage.LIVE,
        ModelStage.RETIRED,
    ]  # fmt: skip


def test_nobody_approves_what_she_proposed_neither_by_type_nor_in_the_table(engine: Engine) -> None:
    with writing(engine) as connection:
        registered(connection, FIRST)
        one = proposed(connection, FIRST)

    with pytest.raises(ValueError, match="another person"):
        replace(one, outcome=ProposalOutcome.APPROVED, settled_reason="Enig.", settled=by("anders", minutes=1))
    with pytest.raises(IntegrityError), writing(engine) as connection:
        settle(connection, one.proposal_id, YES, by("anders"))
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(update(model_proposals).values(outcome="approved", settled_by="grete"))
    assert stage(engine, FIRST) is ModelStage.PROPOSED


def test_who_proposed_a_model_may_withdraw_it(engine: Engine) -> None:
    with writing(engine) as connection:
        registered(connection, FIRST)
        one = proposed(connection, FIRST)
        withdrawn = ProposalSettled(outcome=ProposalOutcome.REJECTED, reason="Fortrudt.", overrides={})
        assert settle(connection, one.proposal_id, withdrawn, by("anders"))
        assert open_proposal(connection, FIRST) is None


def test_a_model_has_one_unanswered_proposal_and_it_is_answered_once(engine: Engine) -> None:
    with writing(engine) as connection:
        registered(connection, FIRST)
        one = proposed(connection, FIRST)
        assert open_proposal(connection, FIRST) == one
    with pytest.raises(IntegrityError), writing(engine) as connection:
        proposed(connection, FIRST, name="p2")
    with writing(engine) as connection:
        assert settle(connection, one.proposal_id, YES, by("grete"))
        assert not settle(connection, one.proposal_id, YES, by("hanne"))
    with reading(engine) as connection:
        found = known_model(connection, FIRST)
    assert found is not None
    assert found.proposals[0].settled == by("grete")
    assert found.proposals[0].settled_overrides == {"blind": "De kommer."}
    assert found.acted == ("cli:drift", "anders", "grete")


def test_which_model_was_live_when_is_one_question(engine: Engine) -> None:
    with writing(engine) as connection:
        for bundle_hash in (FIRST, SECOND):
            registered(connection, bundle_hash)
        proposed(connection, FIRST)
        first, second, third = (
            turned(connection, 1, FIRST, proposal="p1"), turned(connection, 2, SECOND), turned(connection, 7, FIRST),
        )  # fmt: skip

    with reading(engine) as connection:
        assert (live_turn(connection), live_serial(connection)) == (third, 7)
        assert turns(connection) == (third, second, first)
        assert live_at(connection, NOON) is None
        assert live_at(connection, NOON + timedelta(minutes=6)) == second
        assert {one.model.bundle_hash: one.is_live for one in models_known(connection)} == {FIRST: True, SECOND: False}


def test_no_serial_comes_twice_and_nothing_without_a_package_is_put_into_use(engine: Engine) -> None:
    with writing(engine) as connection:
        assert (live_turn(connection), live_serial(connection)) == (None, None)
        registered(connection, FIRST)
        turned(connection, 1, FIRST)
    with pytest.raises(IntegrityError), writing(engine) as connection:
        turned(connection, 1, FIRST)
    with pytest.raises(IntegrityError), writing(engine) as connection:
        turned(connection, 2, SECOND)


def test_one_model_at_a_time_answers_silently(engine: Engine) -> None:
    with writing(engine) as connection:
        registered(connection, FIRST)
        assert not end_shadow(connection, by("u"))
        assert begin_shadow(connection, FIRST, by("anders"))
        assert not begin_shadow(connection, FIRST, by("grete"))
    with reading(engine) as connection:
        period = open_shadow(connection)
        assert shadow_hash(connection) == FIRST
    assert period is not None
    assert (period.begun, period.ended) == (by("anders"), None)
    with writing(engine) as connection:
        assert end_shadow(connection, by("grete"))
        assert begin_shadow(connection, FIRST, by("grete"))
    with reading(engine) as connection:
        newest, first = shadow_periods_of(connection)
    assert (newest.ended, first.ended) == (None, by("grete"))


def test_a_silent_answer_is_kept_once_and_not_of_an_erased_case(engine: Engine) -> None:
    with writing(engine) as connection:
        registered(connection, FIRST)
        store(connection, a_case("1"), an_assessment("1"))
        one = ShadowAnswer(
            case_id=a_case("1").case_id, assessment_id=an_assessment("1").assessment_id, bundle_hash=FIRST,
            category=None, abstained=True, hours=9.0, low=5.0, high=20.0, answered_at=NOON,
        )  # fmt: skip
        gone = replace(one, case_id=a_case("2").case_id, assessment_id=an_assessment("2").assessment_id)

        assert keep_shadow_answers(connection, [one, gone, one]) == 1
        assert keep_shadow_answers(connection, [one]) == 0
        assert keep_shadow_answers(connection, []) == 0


def test_what_was_erased_after_a_history_was_read_is_pending(engine: Engine) -> None:
    with writing(engine) as connection:
        record_erasure(connection, 0, by("cli:drift"))
        record_erasure(connection, 2, by("cli:drift", minutes=1))
        record_erasure(connection, 3, by("cli:drift", minutes=5))

    with reading(engine) as connection:
        assert cases_pending(pending_erasures(connection, NOON)) == 5
        assert [one.cases for one in pending_erasures(connection, NOON + timedelta(minutes=2))] == [3]


def test_the_newest_runs_of_watching_come_first(engine: Engine) -> None:
    with writing(engine) as connection:
        for number in range(3):
            keep_monitor_run(connection, FIRST, {"number": number}, by("cli:drift", minutes=number * 24 * 60))

    with reading(engine) as connection:
        assert [one.content["number"] for one in monitor_runs_kept(connection, most=2)] == [2, 1]


def test_a_model_that_is_watched_twice_in_a_day_has_one_run_of_it(engine: Engine) -> None:
    with writing(engine) as connection:
        for minutes in (0, 5):
            keep_monitor_run(connection, FIRST, {"at": minutes}, by("cli:drift", minutes=minutes))

        assert [one.content["at"] for one in monitor_runs_kept(connection, most=9)] == [5]
