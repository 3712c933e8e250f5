"""What does only allocation ask of an invented case? A language, a day of birth, and when a decision is expected.

None of it moves a category or an hour, and all of it is drawn apart from the rest: the municipality is otherwise the
same. Languages and their shares are our own guesses; how rare the 29th to the 31st are follows the calendar. A child
welfare examination takes four months (barnets lov § 20), other decisions eight weeks (our guess).
"""

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.random import Generator

from pipelines.synthetic_facts import Days, Facts, Integers
from pipelines.synthetic_shares import INQUIRIES
from pipelines.synthetic_staff import Staff

LANGUAGES = MappingProxyType(
    {"arabisk": 0.34, "ukrainsk": 0.16, "tyrkisk": 0.14, "somali": 0.13, "farsi": 0.12, "polsk": 0.11}
)
"""Languages of families who need an interpreter, and their shares."""

SPEAKERS = 0.12
"""The share of caseworkers who speak the commonest of them; of the others in proportion."""

EXAMINATIONS = frozenset({"boernefaglig_undersoegelse", "sel_50"})
EXAMINATION_DAYS, OTHER_DAYS = 122, 56
_LEAP_YEAR = np.arange(np.datetime64("2024-01-01"), np.datetime64("2025-01-01"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Each case's language (empty: Danish will do), day of birth in the month, and expected day of decision; (n,)."""

    language: tuple[str, ...]
    birth_day: Integers
    decision_on: Days


def draw_asked(rng: Generator, facts: Facts) -> Asked:
    """Draw what allocation asks of each case."""
    names, shares = list(LANGUAGES), np.array(list(LANGUAGES.values()))
    spoken = rng.choice(len(names), size=len(facts), p=shares / shares.sum())
    born = rng.choice(_LEAP_YEAR, size=len(facts))
    examined = np.isin(facts.inquiry, [INQUIRIES.index(name) for name in EXAMINATIONS])
    days = np.where(examined, EXAMINATION_DAYS, OTHER_DAYS).astype("timedelta64[D]")
    return Asked(
        language=tuple(
            names[place] if needs else "" for place, needs in zip(spoken, facts.is_set("interpreter") > 0, strict=True)
        ),
        birth_day=(born - born.astype("datetime64[M]")).astype(np.intp) + 1,
        decision_on=facts.received + days,
    )


def with_languages(rng: Generator, staff: Staff) -> Staff:
    """Let some caseworkers speak a language besides Danish."""
    most = max(LANGUAGES.values())
    speaks = rng.random((len(staff.caseworkers), len(LANGUAGES))) < [SPEAKERS * s / most for s in LANGUAGES.values()]
    return replace(
        staff,
        caseworkers=tuple(
            replace(worker, languages=frozenset(name for name, known in zip(LANGUAGES, row, strict=True) if known))
            for worker, row in zip(staff.caseworkers, speaks.tolist(), strict=True)
        ),
    )
