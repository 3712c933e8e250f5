"""Does every page say where in the main menu one is, to whoever reaches it?"""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role
from sagstyngde.allowed import may
from sagstyngde.operations import Operation
from serve.access.person import entry_at, menu_of
from tests.serve.routes import Route, all_routes
from tests.serve.visitors import a_principal

OF_NO_AREA = {"/log-ind", "/log-ind/start", "/log-ind/svar", "/hjaelp", "/ord", "/tilgaengelighed", "/was", "/sprog"}
NO_PAGES = {"/live", "/ready", "/metrics"}
PEOPLE = [role for role in Role if role is not Role.SYSTEM]


def _pages(app: FastAPI) -> list[Route]:
    """Every page, and every file that hangs below one."""
    found = [one for one in all_routes(app) if one.method == "GET" and not one.path.startswith("/api/")]
    return [one for one in found if one.path not in OF_NO_AREA | NO_PAGES]


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_that_a_role_reaches_stands_under_an_entry_of_its_menu(role: Role, app: FastAPI) -> None:
    person = a_principal(role)

    lost = [
        one.path
        for one in _pages(app)
        if may(person, Operation(one.operation_id or "")) and entry_at(menu_of(person), one.path) is None
    ]

    assert lost == []


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", ("page", "Indgang")),
        ("/sager/2026-0412", ("true", "Indgang")),
        ("/model/drift", ("true", "Modellen")),
        ("/model", ("page", "Modellen")),
        ("/fordeling/politik", ("true", "Fordeling")),
        ("/opfoelgning/hensyn", ("true", "Opfølgning")),
        ("/tidsdagbog/uger", ("true", "Opfølgning")),
        ("/beslutningskompetence/hvem", ("true", "Beslutningskompetence")),
        ("/hjaelp", None),
    ],
)
def test_a_page_marks_its_entry_and_no_other(path: str, marked: tuple[str, str] | None, filled: TestClient) -> None:
    menu = filled.get(path).text.split('<nav class="menu"')[1].split("</nav>")[0]

    assert re.findall(r'aria-current="(\w+)">([^<]+)<', menu) == ([marked] if marked else [])


def test_a_leader_who_looks_at_a_caseworkers_page_is_at_the_follow_up() -> None:
    leader = menu_of(a_principal(Role.LEADER))
    both = menu_of(a_principal(Role.LEADER, Role.CASEWORKER, caseworker_id="w1"))

    for path in ("/min-sagsstamme", "/tidsdagbog"):
        assert [entry.label for entry in (entry_at(leader, path), entry_at(both, path)) if entry] == [
            "Opfølgning",
            "Min sagsstamme",
        ]
