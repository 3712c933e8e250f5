"""A proposal asks the register that was adopted, keeps it with what it was reckoned from, and says who may decide."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.basis import basis_from_json, basis_to_json
from casework.policy import read_text
from casework.proposing import Asked, Sees, gather, propose
from casework.weighing import BY_COURSES
from mandate.register_toml import register_text
from storage.engine import Engine, reading, writing
from storage.registers import NewRegister, adopt_register
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.casework.casebook import TODAY, add_case
from tests.databases import BOTH

BACKENDS = BOTH
POLICY = """
name = "prøve"
[[principle]]
name = "beslutningskompetence"
[[principle]]
name = "ligelig_fordeling"
"""
EVERYTHING = Sees(case=lambda _: True, caseworker=lambda _: True)
ASKED = Asked(on=TODAY, policy=read_text(POLICY, "prøve"), weigher=BY_COURSES)
DECIDED_ON = TODAY + timedelta(days=56)


@pytest.fixture
def desk(engine: Engine) -> Engine:
    """Somebody new and somebody who has been there long; a case under § 81, one that the committee must decide on."""
    new, old = (a_caseworker(key, employed_on=on) for key, on in (("ny", TODAY), ("øvet", date(2015, 1, 1))))
    with writing(engine) as connection:
        record_staff(connection, [new, old], STAMP)
        for key, option in (("alene", "bl_81"), ("udvalg", "bl_83")):
            facts = {"provisions": frozenset({option})}
            add_case(connection, key, facts=facts, decision_on=DECIDED_ON)
    return engine


def _adopt(engine: Engine) -> None:
    text = register_text("eksempel")[1].replace("is_example = true", "")
    with writing(engine) as connection:
        adopt_register(connection, NewRegister(toml=text, holds_from=TODAY), STAMP)


def test_a_proposal_asks_the_adopted_register(desk: Engine) -> None:
    _adopt(desk)
    with reading(desk) as connection:
        basis = gather(connection, ASKED, EVERYTHING).basis

    plan = propose(basis)

    placed = {str(one.case_id): (str(one.caseworker_id), one.reasons) for one in plan.placements}
    assert [placed[key][0] for key in ("alene", "udvalg")] == ["øvet", "ny"]
    assert "Må selv træffe afgørelse efter barnets lov § 81." in placed["alene"][1]
    assert not any("træffe afgørelse" in text for text in placed["udvalg"][1])
    assert propose(basis_from_json(basis_to_json(basis))) == plan


def test_without_an_adopted_register_half_a_year_is_asked_for(desk: Engine) -> None:
    with reading(desk) as connection:
        basis = gather(connection, ASKED, EVERYTHING).basis

    assert basis.register is None
    assert {one.decision_under for one in basis.cases} == {()}
    assert {str(one.caseworker_id) for one in propose(basis).placements} == {"øvet"}


def test_a_plan_from_before_there_was_a_register_can_still_be_read(desk: Engine) -> None:
    with reading(desk) as connection:
        basis = gather(connection, ASKED, EVERYTHING).basis
    stored = basis_to_json(basis)
    for name in ("register", "deciders"):
        del stored[name]
    for case in stored["cases"]:
        del case["decision_under"]

    assert basis_from_json(stored) == replace(basis, deciders=())
