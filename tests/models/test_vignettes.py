"""Does a bundle say of described cases what people who know the work would accept?"""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import features
from features.scheme import Kind, Scheme
from features.scheme_toml import EMBEDDED, L231, read_scheme, scheme_text
from models.assess import Assessor
from models.boosting import Boosting
from models.learn import Training
from models.vignettes import Vignette, embedded_vignettes, vignettes_of
from pipelines.synthetic import synthesise
from pipelines.train import train
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.errors import InputRefused

VIGNETTES = embedded_vignettes()
FOLDER = Path(features.__file__).parent / "schemes" / "vignettes"
SCHEME = read_scheme(EMBEDDED)
each = pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette.id)


@pytest.fixture(scope="session")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assessment]:
    """What a bundle trained on an invented municipality of 1,200 cases says of every vignette."""
    folder = tmp_path_factory.mktemp("vignettes") / "kommune"
    synthesise(folder, cases=1200, caseworkers=8, seed=1)
    trained = train(str(folder / "scheme.toml"), folder, Training(largest=Boosting(trees=20)), lambda _: None)
    assessor = Assessor(trained.bundle)
    cases = [vignette.case(assessor.scheme) for vignette in VIGNETTES]
    ids = [AssessmentId(vignette.id) for vignette in VIGNETTES]
    answers = assessor.assess_many(cases, ids=ids, at=datetime(2026, 3, 2, tzinfo=UTC))
    return dict(zip(ids, answers, strict=True))


def test_there_are_twenty_five_and_each_file_is_named_by_its_id() -> None:
    assert [vignette.id for vignette in VIGNETTES] == [path.stem for path in sorted(FOLDER.glob("*.json"))]
    assert len(VIGNETTES) >= 25


@each
def test_a_vignette_is_told_in_two_to_four_sentences_with_its_law(vignette: Vignette) -> None:
    sentences = re.findall(r"[.!?](?=\s+[A-ZÆØÅ]|$)", vignette.narrative)

    assert 2 <= len(sentences) <= 4
    assert vignette.law
    assert all("§" in law or law.startswith("Lov om") for law in vignette.law)


@each
def test_a_vignette_speaks_the_schemes_language(vignette: Vignette) -> None:
    for name, value in vignette.facts.items():
        fact = SCHEME.fact(name)
        assert fact.is_feature or fact.kind is Kind.DATE, "a vignette knows only what is known at intake"
        chosen = value if isinstance(value, list) else [value]
        assert not fact.options or set(chosen) <= fact.options.keys()
        assert fact.kind is not Kind.LEVEL or value in range(5)
        assert (fact.kind is Kind.FLAG) == isinstance(value, bool)
    _at_all(vignette, SCHEME)


def _at_all(vignette: Vignette, scheme: Scheme) -> None:
    expect = vignette.expect
    bounds = [code for code in (expect.category_at_least, expect.category_at_most) if code]
    assert [scheme.scale.index(code) for code in bounds] == sorted(scheme.scale.index(code) for code in bounds)
    assert bounds or expect.withheld, "a vignette that expects nothing tests nothing"
    assert set(vignette.heavier_than) <= {other.id for other in VIGNETTES} - {vignette.id}


def test_the_vignettes_cover_the_law_the_scheme_knows() -> None:
    applied = {option for vignette in VIGNETTES for option in vignette.facts["provisions"]}
    reachable = SCHEME.fact("provisions").options.keys() - {"bl_90_3"}  # maintenance training: as § 90 no. 1

    assert reachable <= applied
    flags = {name for vignette in VIGNETTES for name, value in vignette.facts.items() if value is True}
    assert {fact.name for fact in SCHEME.facts if fact.kind is Kind.FLAG and fact.is_feature} <= flags


@each
def test_the_category_lies_within_its_bounds(vignette: Vignette, said: dict[str, Assessment]) -> None:
    suggestion, expect = said[vignette.id].suggestion, vignette.expect
    place = SCHEME.scale.index(suggestion.code)

    if expect.withheld:
        assert suggestion.abstentions
    if expect.category_at_least:
        assert place >= SCHEME.scale.index(expect.category_at_least)
    if expect.category_at_most:
        assert place <= SCHEME.scale.index(expect.category_at_most)


@each
def test_the_hours_lie_within_their_bounds(vignette: Vignette, said: dict[str, Assessment]) -> None:
    assessment, expect = said[vignette.id], vignette.expect
    times = assessment.effort.hours / assessment.average_hours

    assert expect.hours_at_least_of_average <= times <= expect.hours_at_most_of_average


@pytest.mark.parametrize(
    ("heavier", "lighter"), [(vignette.id, other) for vignette in VIGNETTES for other in vignette.heavier_than]
)
def test_the_heavier_of_a_pair_gets_more_points_and_more_hours(
    heavier: str, lighter: str, said: dict[str, Assessment]
) -> None:
    assert said[heavier].points > said[lighter].points
    assert said[heavier].effort.hours > said[lighter].effort.hours


def test_the_folder_holds_vignettes_only() -> None:
    assert {path.suffix for path in FOLDER.rglob("*") if path.is_file()} == {".json"}


def test_a_municipality_has_its_own_beside_its_scheme(tmp_path: Path) -> None:
    scheme = tmp_path / "scheme.toml"
    scheme.write_text(scheme_text(EMBEDDED)[1], "utf-8")
    assert vignettes_of(SCHEME, scheme) == VIGNETTES

    own = tmp_path / "sagsbeskrivelser"
    own.mkdir()
    (own / "ene.json").write_bytes((FOLDER / "02-ledsagelse.json").read_bytes())
    assert [vignette.id for vignette in vignettes_of(SCHEME, scheme)] == ["02-ledsagelse"]

    (own / "anden.json").write_text((FOLDER / "02-ledsagelse.json").read_text("utf-8").replace("sociale", "ukendte"))
    with pytest.raises(InputRefused, match=r"sagsbeskrivelser/anden\.json"):
        vignettes_of(SCHEME, scheme)


def test_the_embedded_ones_are_not_asked_of_another_scheme() -> None:
    assert vignettes_of(read_scheme(L231), L231) == ()
