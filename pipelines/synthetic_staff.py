"""Who works in the invented municipality, and who has had which case?

Work is organised in posts. A post has one caseworker at a time; some posts changed hands, so that the history knows
caseworkers who have left and a few who are newly employed. All names are invented.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
from numpy.random import Generator

from pipelines.synthetic_facts import Days, Facts, Flags, Integers, as_date, first_of_month
from pipelines.synthetic_intake import DISTRICT_SHARES, DISTRICTS, EXPORTED_ON, STARTS_ON
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Absence, Caseworker

INITIALS = "ABCDEFGHIJKLMNOPRSTV"
SURNAMES = (
    "Holm", "Krogh", "Lund", "Dam", "Bro", "Skov", "Eng", "Kær", "Vang", "Bæk", "Hede", "Toft", "Lind", "Birk", "Ravn",
    "Falk", "Winther", "Munk", "Friis", "Juhl",
)  # fmt: skip
MOST_CASEWORKERS = 200
TEAMS = ("Fjord", "Skov", "Eng")
WEEKLY_HOURS = (37.0, 32.0, 30.0, 25.0)
WEEKLY_SHARES = (0.55, 0.2, 0.15, 0.1)
FIXED_HOURS = (0.0, 6.0, 10.0, 14.0)
FIXED_SHARES = (0.65, 0.15, 0.12, 0.08)
NEWCOMER_DAYS = (30, 150)

COMPETENCES = MappingProxyType(
    {
        "tegnsprog": 0.12,
        "hjemmetræning": 0.35,
        "sjældne diagnoser": 0.25,
        "tabt arbejdsfortjeneste": 0.6,
        "tolkesager": 0.4,
        "autisme": 0.65,
    }
)
"""Formal competences, the scarcest first, and the share of posts that hold each (never fewer than two posts)."""

MOST_REQUIRED = 2

SUMMER = date(2026, 6, 29)
LEAVES = MappingProxyType(
    {
        1: Absence(starts_on=date(2027, 2, 1), ends_on=date(2027, 10, 31)),
        3: Absence(starts_on=date(2026, 10, 12), ends_on=date(2026, 12, 18), share=0.5),
        6: Absence(starts_on=date(2026, 9, 14), ends_on=date(2026, 11, 22)),
    }
)
"""Longer absences by post: a coming parental leave, a gradual return after illness, a leave about to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """The caseworkers, those who have left among them, and the posts, (posts,) each.

    ``holder`` and ``predecessor`` point into ``caseworkers`` (equal where a post never changed hands); ``since`` is the
    holder's first day; ``team`` points into ``teams``.
    """

    caseworkers: tuple[Caseworker, ...]
    teams: tuple[str, ...]
    team: Integers
    holder: Integers
    predecessor: Integers
    since: Days

    def on(self, post: Integers, day: Days) -> Integers:
        """Return who held a post on a day, as places in ``caseworkers``; the two broadcast together."""
        return np.asarray(np.where(day >= self.since[post], self.holder[post], self.predecessor[post]))

    def colleague(self, post: Integers) -> Integers:
        """Return the next post of the same team: it covers."""
        order = np.lexsort((np.arange(len(self.team)), self.team))
        following = np.empty_like(order)
        for team in np.unique(self.team):
            posts = order[self.team[order] == team]
            following[posts] = np.roll(posts, -1)
        return np.asarray(following[post])


def draw_staff(rng: Generator, posts: int) -> Staff:
    """Draw the posts, their holders and the predecessors of a quarter of them."""
    teams = tuple(f"Team {name}" for name in TEAMS[: 1 if posts < 4 else 2 if posts < 16 else 3])
    changed = np.sort(rng.permutation(posts)[: max(1, posts // 4)])
    since = np.full(posts, STARTS_ON)
    since[changed] = _changes(rng, len(changed))
    team = _teams_of_posts(posts, len(teams))
    people = _people(rng, teams, team, since)
    predecessor = np.arange(posts)
    predecessor[changed] = posts + np.arange(len(changed))
    return Staff(
        caseworkers=people,
        teams=teams,
        team=team,
        holder=np.arange(posts),
        predecessor=predecessor,
        since=since,
    )


def required_competences(facts: Facts) -> tuple[tuple[str, ...], ...]:
    """Return the formal competences each case asks for, the scarcest first, two at most."""
    needs = _needs(facts)
    return tuple(
        tuple(name for name in COMPETENCES if needs[name][place])[:MOST_REQUIRED] for place in range(len(facts))
    )


def draw_posts(rng: Generator, staff: Staff, team: Integers, required: tuple[tuple[str, ...], ...]) -> Integers:
    """Give each case a post of its team, by contract hours and mostly where the competences are; (n,) posts."""
    holders = [staff.caseworkers[place] for place in staff.holder]
    hours = np.array([worker.weekly_hours for worker in holders])
    fits = np.array([[worker.competences.issuperset(needs) for worker in holders] for needs in required])
    weight = hours * np.where(fits, 4.0, 1.0) * (staff.team[None, :] == team[:, None])
    upto = np.cumsum(weight, axis=1)
    return np.asarray((upto < rng.random(len(team))[:, None] * upto[:, -1:]).sum(axis=1))


def team_of_district(staff: Staff, district: Integers) -> Integers:
    """Return the team that serves each district."""
    return np.asarray(district % len(staff.teams))


def _needs(facts: Facts) -> dict[str, Flags]:
    def has(impairment: str) -> Flags:
        return np.asarray(facts.impairments[impairment] & facts.impairments_known)

    def severe(theme: str) -> Flags:
        return np.asarray(np.nan_to_num(facts.level(theme)) >= 3)

    return {
        "tegnsprog": has("hoerenedsaettelse") & severe("kommunikation"),
        "hjemmetræning": facts.provisions["bl_85"],
        "sjældne diagnoser": has("sjaelden"),
        "tabt arbejdsfortjeneste": facts.provisions["bl_87"] & (facts.is_set("complaint") > 0),
        "tolkesager": facts.is_set("interpreter") > 0,
        "autisme": has("autismespektrum") & severe("relationer"),
    }


def _teams_of_posts(posts: int, teams: int) -> Integers:
    """Give each team posts by its districts' share of the cases."""
    share = np.array([sum(DISTRICT_SHARES[team::teams]) for team in range(teams)])
    return np.searchsorted(np.cumsum(share)[:-1], (np.arange(posts) + 0.5) / posts)


def _people(rng: Generator, teams: tuple[str, ...], team: Integers, since: Days) -> tuple[Caseworker, ...]:
    """Return the holders, a post each, then the predecessors of the posts that changed hands."""
    names, competences = _names(rng), _competences(rng, len(since))
    before = first_of_month(np.full(len(since), STARTS_ON), rng.uniform(0.2, 11.0, size=len(since)))
    changed = np.flatnonzero(since > STARTS_ON)
    holders = []
    for post, day in enumerate(np.where(since > STARTS_ON, since, before)):
        worker = Caseworker(caseworker_id=_worker_id(post), employed_on=as_date(day), name=names[post])
        placed = _placed(rng, replace(worker, competences=competences[post]), teams, int(team[post]))
        holders.append(_with_leave(_contracted(rng, placed), post))
    left = [
        replace(
            holders[post],
            caseworker_id=_worker_id(len(since) + place),
            name=names[len(since) + place],
            employed_on=as_date(before[post]),
            left_on=as_date(since[post]) - timedelta(days=1),
            absences=(),
        )
        for place, post in enumerate(changed)
    ]
    return (*holders, *left)


def _worker_id(place: int) -> CaseworkerId:
    return CaseworkerId(f"sb{place + 1:03d}")


def _placed(rng: Generator, worker: Caseworker, teams: tuple[str, ...], team: int) -> Caseworker:
    """Give a caseworker a team and the districts she knows: all of the team's, or all but one."""
    served = DISTRICTS[team :: len(teams)]
    known = rng.permutation(served)[: max(1, len(served) - int(rng.integers(0, 2)))]
    return replace(worker, team=teams[team], districts=frozenset(str(district) for district in known))


def _contracted(rng: Generator, worker: Caseworker) -> Caseworker:
    """Give a caseworker her contract, her fixed duties and this year's holidays."""
    summer = SUMMER + timedelta(days=7 * int(rng.integers(0, 4)))
    christmas = Absence(starts_on=date(2026, 12, 23), ends_on=date(2027, 1, 3))
    winter = Absence(starts_on=date(2027, 2, 15), ends_on=date(2027, 2, 21))
    chosen = [absence for absence in (christmas, winter) if rng.random() < 0.6]
    return replace(
        worker,
        weekly_hours=float(rng.choice(WEEKLY_HOURS, p=WEEKLY_SHARES)),
        fixed_monthly_hours=float(rng.choice(FIXED_HOURS, p=FIXED_SHARES)),
        absences=(Absence(starts_on=summer, ends_on=summer + timedelta(days=20)), *chosen),
    )


def _with_leave(worker: Caseworker, post: int) -> Caseworker:
    leave = LEAVES.get(post)
    return worker if leave is None else replace(worker, absences=(*worker.absences, leave))


def _names(rng: Generator) -> list[str]:
    names = [f"{initial}. {surname}" for initial in INITIALS for surname in SURNAMES]
    return [names[place] for place in rng.permutation(len(names))]


def _competences(rng: Generator, posts: int) -> list[frozenset[str]]:
    """Give each competence to its share of the posts."""
    held: list[set[str]] = [set() for _ in range(posts)]
    for name, share in COMPETENCES.items():
        for post in rng.permutation(posts)[: max(2, round(share * posts))]:
            held[post].add(name)
    return [frozenset(names) for names in held]


def _changes(rng: Generator, count: int) -> Days:
    """Draw the first of the month a post changed hands; every third change lies within the last six months."""
    days_ago = rng.integers(250, 2000, size=count)
    newcomers = np.arange(count) % 3 == 0
    days_ago[newcomers] = rng.integers(*NEWCOMER_DAYS, size=int(newcomers.sum()))
    since = EXPORTED_ON - days_ago.astype("timedelta64[D]")
    return np.asarray(since.astype("datetime64[M]").astype("datetime64[D]"))
