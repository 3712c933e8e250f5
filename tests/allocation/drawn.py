"""Cases, caseworkers and policies drawn from a seed: everything is in them, and all their allocations can be tried."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from allocation.birth_days import BirthDays
from allocation.competence import Competence
from allocation.continuity import Continuity
from allocation.districts import Districts, Travel
from allocation.filters import Siblings
from allocation.first_decisions import FirstDecisions
from allocation.goals import BalancedLoad, EqualCount
from allocation.language import Language
from allocation.leader import Leader
from allocation.mandate import Mandate
from allocation.mix import Mix
from allocation.pacing import Pacing
from allocation.policy import Policy
from allocation.principles import Principle
from allocation.siblings_together import SiblingsTogether
from allocation.teams import Teams
from sagstyngde.case import CaseworkerId, FamilyId, SiblingRule
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace, LeadersWord
from sagstyngde.provision import Provision
from tests.allocation.authorities import ListedAuthority
from tests.allocation.factories import AWAY_UNTIL_JANUARY, LONG_AGO, MONDAY, a_case, a_caseworker

KEYS = tuple(CaseworkerId(f"k{number}") for number in range(1, 4))
SLACKS = (0.0, 0.0, 0.03, 0.2)
WITHIN = {"Nord A": "Nord"}
DISTANCES = {"N": {"S": 3.0, "Ø": 1.0}}
THIRDS = {"k1": tuple(range(1, 11)), "k2": tuple(range(11, 21)), "k3": tuple(range(21, 32))}
PROVISIONS = tuple(Provision.parse(code) for code in ("BL § 86", "BL § 90 nr. 3", "BL § 32"))
"""The last of them nobody may decide alone."""
Kind = Callable[[Random], Principle]

CONDITIONS: tuple[Kind, ...] = (
    lambda _: Siblings(),
    lambda r: Competence(hard=r.random() < 0.6, tolerance=_slack(r), fallback=r.choice([{}, {"a": ("b",)}])),
    lambda r: Teams(hard=r.random() < 0.5, tolerance=_slack(r), within=WITHIN),
    lambda r: Districts(hard=r.random() < 0.4, tolerance=_slack(r)),
    lambda r: BirthDays(bands=r.choice([{}, THIRDS])),
    lambda r: Leader(tolerance=_slack(r)),
    lambda r: Language(hard=r.random() < 0.2, tolerance=_slack(r)),
)
GOALS: tuple[Kind, ...] = (
    lambda r: BalancedLoad(tolerance=_slack(r), z=r.choice([0.0, 0.7])),
    lambda r: EqualCount(tolerance=_slack(r)),
    lambda r: Travel(tolerance=_slack(r), distances=DISTANCES, default=2.0),
    lambda r: _mandate(r),  # noqa: PLW0108  it stands below
    lambda r: FirstDecisions(tolerance=_slack(r), least=r.choice([1, 2])),
    lambda r: SiblingsTogether(tolerance=_slack(r)),
    lambda r: Pacing(tolerance=_slack(r), weeks=r.choice([0.5, 1.0])),
    lambda r: Mix(tolerance=_slack(r)),
    lambda r: Continuity(tolerance=_slack(r), price_per_year=0.2, price_near_decision=1.0),
)


def drawn(seed: int, most_cases: int = 8) -> tuple[list[CaseToPlace], list[Caseworker], Policy]:
    """Draw up to so many cases, three caseworkers and a policy."""
    r = Random(seed)  # noqa: S311  nothing is kept secret by it
    staff = [_caseworker(r, key) for key in KEYS]
    cases = [_case(r, f"{number}") for number in range(r.randint(1, most_cases))]
    return cases, staff, a_drawn_policy(r)


def a_drawn_policy(r: Random) -> Policy:
    """Draw a policy with one to four goals and up to three conditions, in any order."""
    chosen = [*r.sample(CONDITIONS, r.randint(0, 3)), *r.sample(GOALS[:2], 1)]
    chosen += r.sample([goal for goal in GOALS if goal is not chosen[-1]], r.randint(0, 3))
    r.shuffle(chosen)
    return Policy(name="trukket", principles=tuple(kind(r) for kind in chosen))


def _mandate(r: Random) -> Mandate:
    """Draw the goal, with a register as often as without."""
    mandate = Mandate(tolerance=_slack(r), months=r.choice([0, 6]))
    if r.random() < 0.5:
        return mandate
    return mandate.authorised(ListedAuthority({one.code: _some(r, KEYS, 0.5) for one in PROVISIONS[:2]}))


def _slack(r: Random) -> float:
    return r.choice(SLACKS)


def _some(r: Random, names: Sequence[str], chance: float) -> frozenset[str]:
    return frozenset(name for name in names if r.random() < chance)


def _caseworker(r: Random, key: str) -> Caseworker:
    return a_caseworker(
        key,
        *sorted(_some(r, "ab", 0.5)),
        weekly_hours=r.choice([37.0, 37.0, 18.5]),
        employed_on=r.choice([LONG_AGO, LONG_AGO, date(2026, 8, 31)]),
        absences=(AWAY_UNTIL_JANUARY,) if r.random() < 0.1 else (),
        team=r.choice([None, "Nord", "Nord A", "Syd"]),
        districts=_some(r, "NSØ", 0.4),
        languages=_some(r, ("arabisk",), 0.4),
    )


def _case(r: Random, key: str) -> CaseToPlace:
    held = r.random() < 0.25
    return a_case(
        key,
        r.choice([0.0, 1.0, 2.0, 3.5, 8.0, 20.0]),
        needs=" ".join(sorted(_some(r, "ab", 0.2))),
        at=r.choice(KEYS) if held else None,
        held_since=MONDAY - timedelta(days=r.choice([10, 800])) if held else None,
        spread=r.choice([0.0, 0.5]),
        category=r.choice([None, "A", "B"]),
        family_id=FamilyId("f") if r.random() < 0.35 else None,
        sibling_rule=r.choice([SiblingRule.FREE, SiblingRule.FREE, SiblingRule.SAME, SiblingRule.DIFFERENT]),
        team=r.choice([None, None, "Nord", "Nord A"]),
        district=r.choice([None, "N", "S", "V"]),
        language=r.choice([None, None, "arabisk", "dansk"]),
        birth_day=r.choice([None, 4, 14, 31]),
        decision_on=r.choice([None, MONDAY - timedelta(days=3), MONDAY + timedelta(days=20), date(2027, 2, 28)]),
        decision_under=tuple(one for one in PROVISIONS if r.random() < 0.25),
        leader=_word(r),
    )


def _word(r: Random) -> LeadersWord:
    if r.random() < 0.6:
        return LeadersWord()
    return LeadersWord(
        pinned_to=r.choice([None, None, *KEYS]),
        excluded=frozenset(r.sample(KEYS, r.choice([0, 0, 1]))),
        disqualified=frozenset(r.sample(KEYS, r.choice([0, 0, 1]))),
        order=tuple(r.sample(KEYS, r.randint(0, 3))),
    )
