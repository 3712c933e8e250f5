"""What does the invented municipality know of a case on the day it is received? Facts, their company and their gaps.

Two hidden factors make facts go together: *severity* (levels of function, partners, measures) and *strain* (complaint,
conflict, notification). A share p with loading b on a factor v ~ N(0, 1) is drawn as sigma(k logit(p) + b v) with
k = sqrt(1 + pi b^2 / 8), which keeps the share p. Neither factor is written anywhere: only facts are.
How common each fact is stands in ``pipelines.synthetic_shares``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from pipelines.synthetic_shares import (
    ADVICE,
    AGE_BANDS,
    COUNTED,
    COUNTED_SHARE,
    FLAGS,
    GAPS,
    IMPAIRMENTS,
    ONLY_PARTNER,
    PARTNERS,
    REASSESSMENT_WAVE,
    SHIFTS,
    THEMES,
    UNCOUNTED,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]

BARNETS_LOV = np.datetime64("2024-01-01")
COMPENSATION = np.datetime64("2025-09-01")
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The recorded facts of n cases, column by column. NaN, -1, NaT and a false ``…_known`` mean: not recorded.

    ``received``: (n,) ``datetime64[D]``. ``levels``: (n, themes) 0-4. ``flags`` and the counts: (n,) floats.
    ``inquiry``: (n,) index into ``INQUIRIES``. ``impairments``, ``provisions``, ``partners``: option -> (n,) chosen.
    """

    received: Days
    born: Days
    is_boy: Flags
    levels: Floats
    inquiry: Integers
    flags: Mapping[str, Floats]
    ongoing_measures: Floats
    sibling_cases: Floats
    impairments: Mapping[str, Flags]
    impairments_known: Flags
    provisions: Mapping[str, Flags]
    partners: Mapping[str, Flags]
    partners_known: Flags

    def __len__(self) -> int:
        """Count the cases."""
        return len(self.received)

    def is_set(self, flag: str) -> Floats:
        """Return 1 where a flag is recorded as yes, else 0."""
        return np.nan_to_num(self.flags[flag])

    def level(self, theme: str) -> Floats:
        """Return a theme's levels, NaN where it is not assessed."""
        return self.levels[:, THEMES.index(theme)]

    def applies(self, provision: str) -> Floats:
        """Return 1 where a provision is applied for, else 0."""
        return self.provisions[provision].astype(np.float64)

    @property
    def age(self) -> Floats:
        """Age on receipt in years, as the catalogue's ``age_years`` reads it; NaN where no birth month is recorded."""
        return years_between(self.born, self.received)


def draw_facts(rng: Generator, received: Days, sibling_cases: Floats) -> Facts:
    """Draw the facts of cases received on the given days; ``sibling_cases`` comes from the families."""
    severity, strain = rng.normal(size=(2, len(received)))
    band, age = _ages(rng, len(received))
    impairments = _impairments(rng, severity)
    provisions = _provisions(rng, band, severity)
    inquiry = _inquiries(rng, received, 0.6 * severity + 0.5 * strain)
    flags = _flags(rng, (severity, strain), _is_wave(received, provisions))
    levels = _levels(rng, severity, impairments)
    levels[_unassessed(rng, inquiry, flags["acute"])] = np.nan
    affected = impairments["autismespektrum"] | impairments["opmaerksomhedsforstyrrelse"]
    return Facts(
        received=received,
        born=np.where(_hit(rng, 0.01, len(age)), np.datetime64("NaT"), first_of_month(received, age)),
        is_boy=rng.random(len(age)) < 0.52 + 0.16 * affected,
        levels=levels,
        inquiry=np.where(_hit(rng, GAPS["choice"], len(age)), -1, inquiry),
        flags={name: _with_gaps(rng, value, GAPS["flag"]) for name, value in flags.items()},
        ongoing_measures=_with_gaps(rng, _measures(rng, severity), GAPS["count"]),
        sibling_cases=sibling_cases,
        impairments=impairments,
        impairments_known=~_hit(rng, GAPS["impairments"], len(age)),
        provisions=provisions,
        partners=_partners(rng, band, severity),
        partners_known=~_hit(rng, GAPS["partners"], len(age)),
    )


def years_between(earlier: Days, later: Days) -> Floats:
    """Return years from one day to another, NaN where the first is not known."""
    days = (later - earlier).astype("timedelta64[D]").astype(np.float64)
    return np.asarray(np.where(np.isnat(earlier), np.nan, days) / DAYS_PER_YEAR)


def first_of_month(received: Days, age: Floats) -> Days:
    """Return the first of the month of birth of a child who was ``age`` years old on receipt."""
    born = received - np.round(age * DAYS_PER_YEAR).astype("timedelta64[D]")
    return np.asarray(born.astype("datetime64[M]").astype("datetime64[D]"))


def working_day(received: Days, nth: Integers) -> Days:
    """Return the nth working day (0 = the day of receipt itself, a working day), the two arrays side by side.

    >>> working_day(np.array(["2026-10-30"], dtype="datetime64[D]"), np.array([1]))
    array(['2026-11-02'], dtype='datetime64[D]')
    """
    weekday = (received.astype(np.int64) + 3) % 7
    return np.asarray(received + (nth + 2 * ((weekday + nth) // 5)).astype("timedelta64[D]"))


def as_date(day: np.datetime64) -> date:
    """Return a numpy day as a Python date."""
    return date.fromisoformat(str(day))


def tilted(share: Floats | float, loading: float, factor: Floats) -> Floats:
    """Return chances that average to ``share`` and rise with a standard normal factor."""
    bounded = np.clip(share, 1e-9, 1.0 - 1e-9)
    stretch = np.sqrt(1.0 + np.pi * loading**2 / 8.0)
    return sigmoid(stretch * np.log(bounded / (1.0 - bounded)) + loading * factor)


def sigmoid(x: Floats) -> Floats:
    """The logistic function."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def _hit(rng: Generator, share: Floats | float, n: int) -> Flags:
    return np.asarray(rng.random(n) < share)


def _with_gaps(rng: Generator, values: Floats, share: float) -> Floats:
    return np.asarray(np.where(_hit(rng, share, len(values)), np.nan, values))


def _ages(rng: Generator, n: int) -> tuple[Integers, Floats]:
    """Draw each child's age band and age in years."""
    low, high, share = np.array(AGE_BANDS).T
    band = rng.choice(len(AGE_BANDS), size=n, p=share)
    return band, low[band] + rng.random(n) * (high - low)[band]


def _impairments(rng: Generator, severity: Floats) -> dict[str, Flags]:
    loading = {"multipel": 1.2, "udviklingshaemning": 0.5}
    chosen = {
        name: _hit(rng, tilted(share, loading.get(name, 0.1), severity), len(severity))
        for name, share in IMPAIRMENTS.items()
    }
    return _never_none(chosen, "anden")


def _levels(rng: Generator, severity: Floats, impairments: Mapping[str, Flags]) -> Floats:
    """Draw every theme's level of function loss: a common factor, the impairments' shifts, and chance."""
    latent = 0.65 * severity[:, None] + 0.76 * rng.normal(size=(len(severity), len(THEMES)))
    for (impairment, theme), shift in SHIFTS.items():
        chosen = impairments[impairment]
        latent[:, THEMES.index(theme)] += shift * (chosen - IMPAIRMENTS[impairment])
    return np.searchsorted([-0.75, 0.0, 0.75, 1.65], latent).astype(np.float64)


def _unassessed(rng: Generator, inquiry: Integers, acute: Floats) -> Flags:
    """Draw which themes are not assessed: fewer are where the case is early or hurried."""
    by_inquiry = np.array([0.30, 0.17, 0.10, 0.26, 0.12])[inquiry] + 0.12 * acute
    by_theme = np.linspace(-0.06, 0.06, len(THEMES))
    return np.asarray(rng.random((len(inquiry), len(THEMES))) < by_inquiry[:, None] + by_theme)


def _inquiries(rng: Generator, received: Days, pull: Floats) -> Integers:
    """Draw the type of inquiry: three steps under barnets lov § 18, two under the law before 2024."""
    latent = pull + 0.6 * rng.normal(size=len(pull))
    after = np.searchsorted([-0.1, 0.75], latent)
    before = 3 + np.searchsorted([0.4], latent)
    return np.asarray(np.where(received >= BARNETS_LOV, after, before))


def _is_wave(received: Days, provisions: Mapping[str, Flags]) -> Flags:
    return np.asarray((received >= COMPENSATION) & provisions["bl_86"])


def _flags(rng: Generator, factors: tuple[Floats, Floats], in_wave: Flags) -> dict[str, Floats]:
    severity, strain = factors
    drawn = {}
    for name, (share, on_severity, on_strain) in FLAGS.items():
        loading = float(np.hypot(on_severity, on_strain))
        factor = (on_severity * severity + on_strain * strain) / (loading or 1.0)
        shares = np.where(in_wave, REASSESSMENT_WAVE, share) if name == "reassessment" else share
        drawn[name] = _hit(rng, tilted(shares, loading, factor), len(severity)).astype(np.float64)
    return drawn


def _provisions(rng: Generator, band: Integers, severity: Floats) -> dict[str, Flags]:
    asks = _hit(rng, COUNTED_SHARE, len(band))
    counted = _by_band(rng, COUNTED, band, (severity, 0.3))
    drawn = {name: chosen & asks for name, chosen in counted.items()} | _by_band(rng, UNCOUNTED, band, (severity, 0.3))
    return _never_none({ADVICE: np.zeros(len(band), dtype=bool)} | drawn, ADVICE)


def _partners(rng: Generator, band: Integers, severity: Floats) -> dict[str, Flags]:
    drawn = _by_band(rng, PARTNERS, band, (severity, 0.6))
    return _never_none({ONLY_PARTNER: _hit(rng, 0.22, len(band))} | drawn, ONLY_PARTNER)


def _by_band(
    rng: Generator, shares: Mapping[str, Sequence[float]], band: Integers, pull: tuple[Floats, float]
) -> dict[str, Flags]:
    """Draw options whose share depends on the child's age band, pulled by a factor with a loading."""
    factor, loading = pull
    return {
        name: _hit(rng, tilted(np.array(by_band)[band], loading, factor), len(band)) for name, by_band in shares.items()
    }


def _measures(rng: Generator, severity: Floats) -> Floats:
    return np.minimum(rng.poisson(0.7 * np.exp(0.35 * severity)), 8).astype(np.float64)


def _never_none(chosen: dict[str, Flags], fallback: str) -> dict[str, Flags]:
    """Give a case without any option the fallback."""
    empty = ~np.any(list(chosen.values()), axis=0)
    return chosen | {fallback: chosen[fallback] | empty}
