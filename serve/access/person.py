"""Who is signed in, as a page's header shows it, and the mark of the forms on that page?"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from sagstyngde.access import Principal, Role
from sagstyngde.allowed import may
from sagstyngde.operations import Operation
from serve import written
from serve.access.forms import page_mark
from serve.current import current_of
from serve.language import _, later

ROLE_NAMES = {
    Role.CONSULTANT: later("socialfaglig konsulent"),
    Role.LEADER: later("teamleder"),
    Role.CASEWORKER: later("sagsbehandler"),
    Role.ANALYST: later("analytiker"),
    Role.APPROVER: later("godkender"),
    Role.SYSTEM: later("fagsystem"),
    Role.AUDITOR: later("revisor"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the main menu, and what following it is. ``home_of``: whoever has that role alone begins here.

    Under it stand its own address and what it ``holds``; what it ``looks_after`` where no other entry of hers holds it.
    """

    address: str
    label: str
    operation: Operation
    home_of: Role | None = None
    holds: tuple[str, ...] = ()
    looks_after: tuple[str, ...] = ()


MENU = (
    Entry(
        address="/min-sagsstamme",
        label=later("Min sagsstamme"),
        operation=Operation.FELT_LOAD_TELL,  # her own
        holds=("/tidsdagbog",),
        looks_after=("/sager",),
    ),
    Entry(
        address="/",
        label=later("Indgang"),
        operation=Operation.QUEUE_PAGE,
        holds=("/sager", "/hvorfor", "/naeste-sag"),
    ),
    Entry(address="/fordeling", label=later("Fordeling"), operation=Operation.PLAN_PAGE),
    Entry(
        address="/opfoelgning",
        label=later("Opfølgning"),
        operation=Operation.FOLLOW_UP_PAGE,
        holds=("/tidsdagbog/uger",),
        looks_after=("/min-sagsstamme", "/tidsdagbog"),  # a leader looks on
    ),
    Entry(address="/kapacitet", label=later("Kapacitet"), operation=Operation.CAPACITY_PAGE),
    Entry(
        address="/model",
        label=later("Modellen"),
        operation=Operation.MODEL_PAGE,
        looks_after=("/fordeling/politik",),  # everybody may read what is reckoned by
    ),
    Entry(address="/beslutningskompetence", label=later("Beslutningskompetence"), operation=Operation.MANDATE_PAGE),
    Entry(address="/sporing", label=later("Sporing"), operation=Operation.TRACE_PAGE, home_of=Role.AUDITOR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person as their own pages name them. ``mark`` goes into every form (``serve.access.forms``)."""

    name: str
    roles: str
    mark: str
    menu: tuple[Entry, ...]
    home: str

    def reaches(self, address: str) -> bool:
        """Whether a page is in this person's menu: no page leads to one that would be refused."""
        return any(entry.address == address for entry in self.menu)


def signed_in_as(request: Request) -> SignedIn | None:
    """Return who is signed in, or ``None`` on a page that is for everybody."""
    person: Principal | None = getattr(request.state, "principal", None)
    if person is None:
        return None
    roles = [_(name) for role, name in ROLE_NAMES.items() if role in person.roles]
    secret = request.app.state.entrance.cookies.form_secret(request)
    mark = page_mark(secret, person.user_id, current_of(request).house.secret) if secret else ""
    return SignedIn(
        name=person.name, roles=written.listing(roles), mark=mark, menu=menu_of(person), home=home_of(person)
    )


def roles_of(request: Request) -> frozenset[Role]:
    """Return the roles of who is signed in: none on a page that is for everybody."""
    person: Principal | None = getattr(request.state, "principal", None)
    return frozenset() if person is None else person.roles


def menu_of(person: Principal) -> tuple[Entry, ...]:
    """Return what of the menu a person's roles reach."""
    return tuple(entry for entry in MENU if may(person, entry.operation))


def entry_at(menu: Sequence[Entry], path: str) -> Entry | None:
    """Return the entry that a page stands under: the one that names the most of its address.

    >>> [entry_at(MENU, path).label for path in ("/", "/sager/ny", "/model/drift", "/tidsdagbog", "/tidsdagbog/uger")]
    ['Indgang', 'Indgang', 'Modellen', 'Min sagsstamme', 'Opfølgning']
    >>> entry_at(MENU[3:], "/tidsdagbog").label, entry_at(MENU, "/hjaelp")
    ('Opfølgning', None)
    """
    found = [
        (len(start), entry) for entry in menu for start in (entry.address, *entry.holds) if _is_under(path, start)
    ] or [(0, entry) for entry in menu if any(_is_under(path, start) for start in entry.looks_after)]
    return max(found, key=lambda one: one[0])[1] if found else None


def _is_under(path: str, start: str) -> bool:
    return path == start or (start != "/" and path.startswith(f"{start}/"))


def home_of(person: Principal) -> str:
    """Return where a person's pages begin, and a log-in leads: the first of the menu, or what is for her role alone."""
    menu = menu_of(person)
    own = [entry for entry in menu if entry.home_of is not None and person.roles == {entry.home_of}]
    return next((entry.address for entry in (*own, *menu)), "/")
