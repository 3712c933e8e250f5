from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from casework.caseload import board_of
from casework.placing import Made, Order, place, stop_helping
from casework.policy import HousePolicy
from casework.weighing import BY_COURSES
from sagstyngde.case import CaseId, CaseworkerId, SiblingRule
from sagstyngde.errors import PlacementRefused
from storage.cases import find_record
from storage.disqualifications import disqualify
from storage.engine import Engine, reading, writing
from storage.placements import active, open_with, placements_of
from storage.staff import add_term, record_staff
from storage.tables.staff import TermKind
from storage.terms import Term
from storage.transactions import write
from tests.answers import STAMP, a_caseworker
from tests.casework.casebook import TODAY, a_policy, add_case, fill, worker
from tests.soak import seeded, size, soak

CLIENTS = 16


def _place(engine: Engine, order: Order, policy: HousePolicy | None = None) -> Made:
    own = (policy or a_policy()).policy
    return write(engine, lambda connection: place(connection, order, own, on=TODAY, stamp=STAMP))


def _order(case: str, number: int, **changes: object) -> Order:
    return Order(case_id=CaseId(case), caseworker_id=worker(number), **changes)  # type: ignore[arg-type]


@pytest.fixture
def casebook(engine: Engine) -> Engine:
    with writing(engine) as connection:
        fill(connection, cases=4, caseworkers=3)
    return engine


def test_a_case_that_moves_has_one_primary_and_its_past(casebook: Engine) -> None:
    first = _place(casebook, _order("c0", 0))

    second = _place(casebook, _order("c0", 1, reason="aflaster"))

    with reading(casebook) as connection:
        past = placements_of(connection, CaseId("c0"))
        record = find_record(connection, CaseId("c0"))
    assert (first.moved_from, second.moved_from) == (None, "w0")
    assert [(one.caseworker_id, one.ended_on, one.reason) for one in past] == [
        ("w0", TODAY, None),
        ("w1", None, "aflaster"),
    ]
    assert record is not None
    assert record.case.caseworker_id == "w1"


def test_who_helps_becomes_the_primary_and_helps_no_longer(casebook: Engine) -> None:
    _place(casebook, _order("c0", 0))
    _place(casebook, _order("c0", 1, is_primary=False))

    _place(casebook, _order("c0", 1))

    with reading(casebook) as connection:
        standing = active(connection, [CaseId("c0")])[CaseId("c0")]
    assert [(one.caseworker_id, one.is_primary) for one in standing] == [("w1", True)]


def test_help_can_end_and_the_primary_cannot(casebook: Engine) -> None:
    primary, helping = _place(casebook, _order("c0", 0)), _place(casebook, _order("c0", 1, is_primary=False))

    with writing(casebook) as connection:
        stop_helping(connection, CaseId("c0"), helping.number, on=TODAY, stamp=STAMP)
        with pytest.raises(PlacementRefused):
            stop_helping(connection, CaseId("c0"), primary.number, on=TODAY, stamp=STAMP)


def test_nobody_sets_habilitet_aside(casebook: Engine) -> None:
    with writing(casebook) as connection:
        disqualify(connection, CaseId("c0"), worker(0), reason="søster", stamp=STAMP)
    order = _order("c0", 0, set_aside=frozenset({"ledelsesmaessig_vurdering"}))

    for is_primary in (True, False):
        with pytest.raises(PlacementRefused, match="disqualified"):
            _place(casebook, replace(order, is_primary=is_primary))


def test_a_condition_holds_until_a_person_sets_it_aside(casebook: Engine) -> None:
    with writing(casebook) as connection:
        record_staff(connection, [a_caseworker("w9", competences=frozenset())], STAMP)
        add_case(connection, "kræver", required_competences=frozenset({"tegnsprog"}))

    with pytest.raises(PlacementRefused, match="saerlige_kompetencer") as refused:
        _place(casebook, _order("kræver", 9))
    made = _place(
        casebook, _order("kræver", 9, set_aside=frozenset({"saerlige_kompetencer"}), reason="tolk er bestilt")
    )

    assert "tegnsprog" in refused.value.danish
    assert made.moved_from is None


def test_siblings_follow_what_a_person_has_decided(casebook: Engine) -> None:
    with writing(casebook) as connection:
        for case_id in ("s1", "s2"):
            add_case(connection, case_id, family_id="f", sibling_rule=SiblingRule.SAME)
    _place(casebook, _order("s1", 0))

    with pytest.raises(PlacementRefused, match="soeskende"):
        _place(casebook, _order("s2", 1))
    _place(casebook, _order("s2", 0))


def test_who_is_away_or_has_left_gets_no_case(casebook: Engine) -> None:
    leave = Term(TermKind.ABSENCE, None, 1.0, TODAY, date(2027, 6, 1))
    with writing(casebook) as connection:
        add_term(connection, worker(0), leave, STAMP)
        record_staff(connection, [a_caseworker("w8", left_on=date(2026, 10, 1))], STAMP)

    for number in (0, 8):
        with pytest.raises(PlacementRefused):
            _place(casebook, _order("c0", number))


@soak
def test_a_full_desk_is_full_for_everybody_at_once(engine: Engine) -> None:
    """R15: however many place at once, nobody comes above the limit and no case has two primary caseworkers."""
    people, cases, attempts = size(4, 60), size(60, 2_000), size(160, 10_000)
    share = size(15, 100) / 100.0
    limit, drawn = a_policy(f"most_share = {share}"), seeded("placing")
    orders = [_order(f"c{drawn.randrange(cases)}", drawn.randrange(people)) for _ in range(attempts)]
    with writing(engine) as connection:
        fill(connection, cases=cases, caseworkers=people)

    with ThreadPoolExecutor(CLIENTS) as pool:
        outcomes = Counter(pool.map(lambda order: _outcome(engine, order, limit), orders))

    assert outcomes["placed"] + outcomes["full"] + outcomes["already"] == attempts, outcomes
    assert outcomes["full"], "nobody was full: the test asked nothing"
    with reading(engine) as connection:
        board = board_of(connection, limit.policy, TODAY, BY_COURSES)
        held = open_with(connection, [worker(number) for number in range(people)])
    assert max(load.share_after for load in board.loads(board.held)) <= share + 1e-9
    assert max(Counter(case_id for _, case_id in held).values()) == 1


def _outcome(engine: Engine, order: Order, policy: HousePolicy) -> str:
    try:
        _place(engine, order, policy)
    except PlacementRefused as refused:
        return "full" if "limit" in refused.english else "already" if "already" in refused.english else refused.english
    return "placed"


def test_the_order_of_placing_leaves_each_case_with_the_last_who_got_it(casebook: Engine) -> None:
    steps = list(product(["c0", "c1"], [0, 1, 2]))

    for case_id, number in steps:
        _place(casebook, _order(case_id, number))

    with reading(casebook) as connection:
        now = {CaseId(c): [h.caseworker_id for h in active(connection, [CaseId(c)])[CaseId(c)]] for c in ("c0", "c1")}
    assert now == {"c0": [CaseworkerId("w2")], "c1": [CaseworkerId("w2")]}
