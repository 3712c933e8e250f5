"""Every page in English: nothing Danish is left unmarked."""

import pytest
from fastapi.testclient import TestClient

from mandate.wording import LEVEL_NAMES, UNIT_NAMES
from serve.decision_wording import LEVELS, MANDATE_WORDS
from tests.serve.reading import danish_left
from tests.serve.test_language import ENGLISH, PAGE

PAGES = [
    "/", "/sager/2026-0412", "/sager/2026-0409", "/sager/2026-0412/afgoerelser", "/sager/ny", "/fordeling",
    "/fordeling/politik", "/fordeling/politik/rediger", "/opfoelgning", "/opfoelgning/hensyn",
    "/opfoelgning/historik", "/model", "/model/pointtavle", "/model/grupper", "/model/kort", "/beslutningskompetence",
    "/beslutningskompetence/rediger", "/beslutningskompetence/hvem", "/beslutningskompetence/mine?sagsbehandler=w1",
    "/beslutningskompetence/evaluering", "/log-ind", "/nix", "/min-sagsstamme?sagsbehandler=w1", "/tidsdagbog/uger",
]  # fmt: skip
NAMES = frozenset({
    "Balanceret belastning", "Ledelsesmæssig vurdering", "vejledende sagstal", "Børn og familie",
    "Børnehandicap (tidligere)",
    "Køn, pige differs. Flere timer end intervallet", "Kategorisæt rummer den rigtige", "Skema til prøver",
    "ikke vurderet", "ikke oplyst", "er ingen", "ingen and", "9 sager", "2 sager",
    "Klage til Ankestyrelsen under behandling",
})  # fmt: skip
"""Names of principles, guides and a fact's values, as they stand inside an English sentence or a chart's name."""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_english_holds_no_danish_but_what_it_marks_as_danish(path: str, filled: TestClient) -> None:
    shown = filled.get(path, headers=PAGE | ENGLISH)

    assert '<html lang="en">' in shown.text
    assert danish_left(shown.text, names=NAMES) == []


def test_a_danish_page_marks_nothing_and_would_be_found_out_as_danish(filled: TestClient) -> None:
    shown = filled.get("/fordeling", headers=PAGE).text

    assert '<span lang="da">' not in shown
    assert len(danish_left(shown.replace('<html lang="da">', '<html lang="en">'))) > 20


def test_the_registers_words_are_those_the_pages_look_up() -> None:
    assert set(MANDATE_WORDS) == {*UNIT_NAMES.values(), *LEVEL_NAMES.values(), *LEVELS.values()}
