"""How do facts become a category and hours in the invented municipality? The generating process, in closed form.

Complexity. With t = transition to adulthood (0 at 16 years, 1 at 18) and sat_k(n) = 1 - exp(-n / k):

    s = SCALE (sum of level points + age + inquiry + provisions + partners + flags + counts + pairs) - CENTRE

    level points   0.24 sum over themes of g(level), g = 0, .25, .55, .8, 1; a theme not assessed counts as .45,
                   and .05 of its own: finding out is work
    age            0.3 ((age - 9) / 9)^2: the youngest and the oldest take more
    provisions     1.1 sat_3(n); partners 1.3 sat_4(n); measures 0.5 sat_2(n); severe themes 0.3 sat_4(n)
    pairs          interpreter x partners, complaint x § 87, severe themes x transition, home training x themes not
                   assessed, conflict x placement considered, moved x partners

Category. Rater r sees s + z + d_r + logistic noise against the cut points; z ~ N(0, 0.4) is what the facts do not tell,
shared by all who judge the case; d_r is the rater's severity. The true probability of an observed label averages over
the raters (each judges equally often) and over z by Gauss-Hermite quadrature.

Hours. Heaviness q = sigma((s - 0.5) / 4) shapes the course, and each case has a factor e of its own, which no fact
tells: heavy tailed, mean one. In week w since receipt an open case expects

    r(w) = e exp(a + b s + other terms) * (inquiry hump + decision hump + follow-up tail) / their sum over 52 weeks
    inquiry    (u exp(1 - u))^2, u = (w + 1/2) / (0.6 + 8.4 q)
    decision   q exp(-(w - 1 - 16 q)^2 / (2 (1.2 + 2 q)^2)): about four months after receipt in a heavy case
    follow-up  0.5 q^2 (1 - exp(-w / (1 + 16 q))) exp(-w / 130)

The other terms are work without being complex: interpreter, committee, move, complaint, and § 87 more so where a
committee decides. exp(a + b s + other terms) is thus the hours of a year, were the case open throughout.

A case closes at the end of week w with hazard h(w) = 0.5 exp(-ahead(w) / 0.1), where ahead(w) is the largest r still to
come: nobody closes a case before its decision, and light cases run off first. S(w) = product of 1 - h(u), u < w, is the
chance that it is open. As e moves the closing too, the open cases of an export are the heavy ones also among cases with
the same facts: whoever learns from closed cases only will expect too little.

The expected hours of week w are the mean of S(w) r(w) over e. So that this mean is exact and not an approximation, e
takes fifteen values: the nodes of Gauss-Hermite quadrature for a lognormal with sd 0.55, each as often as its weight.

The law moves the work: barnets lov (1 Jan 2024) brings new inquiry types with points of their own; the compensation
benefit (1 Sep 2025) takes 10 per cent off the hours of cases under § 86.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from pipelines.synthetic_facts import COMPENSATION, Days, Facts, Floats, sigmoid

MONTHS = 24
HORIZON = 12
TRUTH_WEEKS = 105
"""Weeks that cover the months."""

WEEKS_IN_YEAR = 52

SCALE = 2.05
CENTRE = 6.4
CUTS = (-1.12, 1.72, 4.5)
UNTOLD_SD = 0.4

LEVEL_SHARE = np.array([0.0, 0.25, 0.55, 0.8, 1.0])
NOT_ASSESSED = 0.45
INQUIRY_POINTS = np.array([-0.45, 0.05, 0.7, -0.2, 0.5])
PROVISION_POINTS: Mapping[str, float] = MappingProxyType(
    {"bl_32": 0.35, "bl_85": 0.5, "bl_86": 0.05, "bl_87": 0.4, "bl_89": -0.1, "bl_90_4": -0.15}
)
PARTNER_POINTS: Mapping[str, float] = MappingProxyType({"psykiatri": 0.3, "sygehus": 0.1, "voksenafdeling": 0.2})
FLAG_POINTS: Mapping[str, float] = MappingProxyType(
    {
        "interpreter": 0.1,
        "representative": 0.15,
        "complaint": 0.3,
        "conflict": 0.35,
        "notification": 0.25,
        "placement_considered": 0.6,
        "committee_decision": 0.3,
        "acute": 0.2,
        "moved_municipality": 0.1,
        "reassessment": -0.35,
    }
)

HOURS_LEVEL = 2.88
HOURS_SLOPE = 0.35
OWN_SD = 0.55
OWN_VALUES = 15
HOURS_FLAGS: Mapping[str, float] = MappingProxyType(
    {"interpreter": 0.1, "committee_decision": 0.1, "moved_municipality": 0.1, "complaint": 0.1}
)
COMPENSATION_HOURS = np.log(0.90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A case's course for its own factor, week by week since receipt, both (cases, weeks).

    ``rate``: expected hours a week while open. ``survival``: chance that the case is open in the week.
    """

    rate: Floats
    survival: Floats


def saturating(count: Floats, scale: float) -> Floats:
    """Return 1 - exp(-count / scale): the first ones weigh most."""
    return np.asarray(1.0 - np.exp(-count / scale))


def complexity(facts: Facts) -> Floats:
    """Return the latent complexity score s of each case, (n,)."""
    alone = _levels(facts) + _age(facts) + _choices(facts) + _flags_and_counts(facts)
    return np.asarray(SCALE * (alone + _pairs(facts)) - CENTRE)


def hours_level(facts: Facts, score: Floats) -> Floats:
    """Return the log of the level of weekly hours: complexity, what is work without being complex, and the law."""
    level = HOURS_LEVEL + HOURS_SLOPE * score
    level += sum(weight * facts.is_set(name) for name, weight in HOURS_FLAGS.items())
    level += 0.08 * facts.applies("bl_87") * (1.0 + facts.is_set("committee_decision"))
    return np.asarray(level + COMPENSATION_HOURS * (facts.received >= COMPENSATION) * facts.applies("bl_86"))


def label_probabilities(score: Floats, severities: Floats) -> Floats:
    """Return the probability of each observed label, (n, categories), over raters and what the facts do not tell."""
    nodes, weights = normal_values(21)
    shifts = (severities[:, None] + UNTOLD_SD * nodes).ravel()
    share = np.tile(weights, len(severities)) / len(severities)
    above = np.column_stack([sigmoid(score[:, None] + shifts - cut) @ share for cut in CUTS])
    edges = np.column_stack([np.ones(len(score)), above, np.zeros(len(score))])
    return -np.diff(edges, axis=1)


def own_factors() -> tuple[Floats, Floats]:
    """Return the values a case's own factor takes and how often, (values,) each; their mean is one."""
    nodes, weights = normal_values(OWN_VALUES)
    values = np.exp(OWN_SD * nodes)
    return values / (values @ weights), weights


def course(level: Floats, score: Floats, own: Floats | float, weeks: int) -> Course:
    """Return the course of cases with an hours level, a score and an own factor, (n,) each, over a number of weeks."""
    rate = np.exp(level + np.log(own))[:, None] * _profile(score, weeks)
    ahead = np.maximum.accumulate(rate[:, ::-1], axis=1)[:, ::-1]
    stays = 1.0 - 0.5 * np.exp(-ahead / 0.1)
    survival = np.cumprod(np.column_stack([np.ones(len(score)), stays[:, :-1]]), axis=1)
    return Course(rate=rate, survival=np.asarray(survival, dtype=np.float64))


def expected_hours(level: Floats, score: Floats, weeks: int) -> Floats:
    """Return each week's expected hours over the own factors, (n, weeks)."""
    hours = np.zeros((len(score), weeks))
    for own, weight in zip(*own_factors(), strict=True):
        one = course(level, score, float(own), weeks)
        hours += weight * one.rate * one.survival
    return hours


def normal_values(count: int) -> tuple[Floats, Floats]:
    """Return Gauss-Hermite nodes and weights of a standard normal, (count,) each; the weights add up to one."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    return nodes, weights / weights.sum()


def monthly(expected: Floats, received: Days) -> Floats:
    """Spread weeks over their five working days and sum by month since receipt; (n, MONTHS).

    A month is 365.25 / 12 days, as in ``features.catalogue``; days are counted from the day of receipt.
    """
    weekday = (received.astype(np.int64) + 3) % 7
    hours = np.zeros((len(received), MONTHS))
    for day in range(int(np.ceil(MONTHS * DAYS_PER_MONTH))):
        is_working = (weekday + day) % 7 < 5
        hours[:, int(day / DAYS_PER_MONTH)] += is_working * expected[:, day // 7] / 5.0
    return hours


def _severe_count(facts: Facts) -> Floats:
    return np.asarray((np.nan_to_num(facts.levels) >= 3).sum(axis=1).astype(np.float64))


def _unassessed_count(facts: Facts) -> Floats:
    return np.asarray(np.isnan(facts.levels).sum(axis=1).astype(np.float64))


def _partner_count(facts: Facts) -> Floats:
    count = np.sum(list(facts.partners.values()), axis=0)
    return np.asarray(np.where(facts.partners_known, count, 2.5))


def _transition(facts: Facts) -> Floats:
    return np.clip(np.nan_to_num(facts.age) / 2.0 - 8.0, 0.0, 1.0)


def _levels(facts: Facts) -> Floats:
    assessed = ~np.isnan(facts.levels)
    share = LEVEL_SHARE[np.nan_to_num(facts.levels).astype(np.intp)]
    points = np.where(assessed, share, NOT_ASSESSED).sum(axis=1)
    return np.asarray(0.24 * points + 0.05 * _unassessed_count(facts) + 0.3 * saturating(_severe_count(facts), 4.0))


def _age(facts: Facts) -> Floats:
    return 0.3 * (np.nan_to_num(facts.age - 9.0, nan=5.0) / 9.0) ** 2


def _choices(facts: Facts) -> Floats:
    points = np.where(facts.inquiry >= 0, INQUIRY_POINTS[facts.inquiry], 0.0)
    points += sum(weight * facts.applies(name) for name, weight in PROVISION_POINTS.items())
    points += facts.partners_known * sum(weight * facts.partners[name] for name, weight in PARTNER_POINTS.items())
    points += 1.1 * saturating(np.sum(list(facts.provisions.values()), axis=0), 3.0)
    return np.asarray(points + 1.3 * saturating(_partner_count(facts), 4.0))


def _flags_and_counts(facts: Facts) -> Floats:
    points = sum((weight * facts.is_set(name) for name, weight in FLAG_POINTS.items()), np.zeros(len(facts)))
    points += 0.5 * saturating(np.nan_to_num(facts.ongoing_measures, nan=0.7), 2.0)
    return np.asarray(points + 0.15 * np.nan_to_num(facts.sibling_cases))


def _pairs(facts: Facts) -> Floats:
    partners = saturating(_partner_count(facts), 4.0)
    return np.asarray(
        0.45 * facts.is_set("interpreter") * partners
        + 0.45 * facts.is_set("complaint") * facts.applies("bl_87")
        + 0.45 * saturating(_severe_count(facts), 3.0) * _transition(facts)
        + 0.08 * facts.applies("bl_85") * _unassessed_count(facts)
        + 0.35 * facts.is_set("conflict") * facts.is_set("placement_considered")
        + 0.3 * facts.is_set("moved_municipality") * partners
    )


def _profile(score: Floats, weeks: int) -> Floats:
    """Return the course's shape, (n, weeks): inquiry hump, decision hump, follow-up tail. A year adds up to one."""
    q = sigmoid((score - 0.5) / 4.0)[:, None]
    week = np.arange(weeks)[None, :]
    u = (week + 0.5) / (0.6 + 8.4 * q)
    inquiry = (u * np.exp(1.0 - u)) ** 2
    decision = q * np.exp(-0.5 * ((week - 1.0 - 16.0 * q) / (1.2 + 2.0 * q)) ** 2)
    tail = 0.50 * q**2 * (1.0 - np.exp(-week / (1.0 + 16.0 * q))) * np.exp(-week / 130.0)
    shape = inquiry + decision + tail
    return np.asarray(shape / shape[:, :WEEKS_IN_YEAR].sum(axis=1, keepdims=True))
