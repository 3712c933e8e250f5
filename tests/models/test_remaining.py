"""What cases that are still open take, learned from those that were."""

import numpy as np
import pytest

from features.panel import Panel
from models.ordinal import Floats
from models.remaining import WINDOW, Followed, Standing, learn_remaining, lengthened, onwards

MONTHS = 60 + WINDOW
CASES = 3000


def world(rng: np.random.Generator, *, reassessed: float = 0.0, judged: float = 0.0) -> Followed:
    """Cases that take a steady number of hours a month until they close, light ones sooner.

    The course is the truth: hours a month times the share of like cases still open. ``judged`` is what a step above the
    expected category tells; where ``reassessed`` is above nought, half the courses are foretold to be as much higher in
    log terms from the first month, and nothing comes of it.
    """
    hours = rng.choice([2.0, 6.0], size=CASES)
    stays = np.where(hours > 4.0, 0.95, 0.7)
    surprise = rng.choice([-1.0, 0.0, 1.0], size=CASES)
    lasts = rng.geometric(1.0 - stays)
    month = np.arange(MONTHS)
    plain: Floats = hours[:, None] * stays[:, None] ** month.astype(float)
    seen = np.clip(rng.uniform(3.0, MONTHS, size=CASES)[:, None] - month, 0.0, 1.0)
    mean = hours[:, None] * np.exp(judged * surprise)[:, None] * (month < lasts[:, None]) * seen
    told = np.exp(reassessed * rng.integers(0, 2, size=CASES))[:, None]
    return Followed(
        panel=Panel(hours=rng.poisson(mean).astype(float), exposure=seen, horizon=12),
        plain=plain,
        course=plain * told,
        open_months=np.minimum(lasts.astype(float), seen.sum(axis=1)),
        log_hours=np.log(plain[:, :12].sum(axis=1)),
        surprise=surprise,
        judged_at=np.zeros(CASES),
    )


def standing(followed: Followed, *, age: float, surprise: float = 0.0, reassessed: float = 0.0) -> Standing:
    """One light and one heavy case."""
    log_hours = np.unique(followed.log_hours.round(9))
    both = np.ones(2)
    return Standing(age=age * both, log_hours=log_hours, surprise=surprise * both, reassessed=reassessed * both)


@pytest.mark.parametrize("age", [1.0, 4.0, 9.0])
def test_the_factor_is_one_over_the_share_still_open_and_larger_for_the_light(age: float) -> None:
    followed = world(np.random.default_rng(1))

    light, heavy = learn_remaining(followed).factor(standing(followed, age=age)).tolist()

    assert heavy == pytest.approx(0.95**-age, rel=0.15)
    assert light == pytest.approx(0.7**-age, rel=0.35)
    assert light > heavy


def test_a_new_case_takes_what_its_course_says() -> None:
    followed = world(np.random.default_rng(2))

    factor = learn_remaining(followed).factor(standing(followed, age=0.0))

    assert factor == pytest.approx([1.0, 1.0], rel=0.1)


def test_a_judged_category_tells_as_much_as_it_told_before() -> None:
    followed = world(np.random.default_rng(3), judged=0.4)
    remaining = learn_remaining(followed)

    above, below = (remaining.factor(standing(followed, age=2.0, surprise=step)) for step in (1.0, -1.0))

    assert np.log(above / below) == pytest.approx([0.8, 0.8], abs=0.1)


def test_what_events_were_foretold_to_do_and_did_not_counts_for_nothing() -> None:
    followed = world(np.random.default_rng(4), reassessed=0.5)
    remaining = learn_remaining(followed)

    told, untold = (remaining.factor(standing(followed, age=3.0, reassessed=log)) for log in (0.5, 0.0))

    assert np.log(told / untold) == pytest.approx([-0.5, -0.5], abs=0.05)


def test_a_short_history_leaves_the_course_as_it_is() -> None:
    one = world(np.random.default_rng(5))
    nothing = Followed(
        panel=one.panel.take(np.arange(0)),
        plain=one.plain[:0],
        course=one.course[:0],
        open_months=one.open_months[:0],
        log_hours=one.log_hours[:0],
        surprise=one.surprise[:0],
        judged_at=one.judged_at[:0],
    )

    assert learn_remaining(nothing).factor(standing(one, age=7.0)).tolist() == [1.0, 1.0]


def test_a_few_cases_without_hours_yet_do_not_make_open_cases_weigh_nothing() -> None:
    followed = world(np.random.default_rng(8))
    eight = np.arange(8)
    young = Followed(
        panel=Panel(hours=np.zeros((8, MONTHS)), exposure=np.eye(1, MONTHS).repeat(8, axis=0) * 0.3, horizon=12),
        plain=followed.plain[eight],
        course=followed.plain[eight],
        open_months=np.full(8, 0.3),
        log_hours=followed.log_hours[eight],
        surprise=np.zeros(8),
        judged_at=np.full(8, np.inf),
    )

    factor = learn_remaining(young).factor(standing(followed, age=0.3))

    assert ((factor > 0.2) & (factor < 1.0)).all()


def test_one_case_alone_gets_the_same_answer_as_among_many() -> None:
    followed = world(np.random.default_rng(6))
    remaining, many = learn_remaining(followed), standing(followed, age=2.5)
    alone = Standing(**{name: getattr(many, name)[1:] for name in ("age", "log_hours", "surprise", "reassessed")})

    assert remaining.factor(alone)[0] == remaining.factor(many)[1]


@pytest.mark.parametrize("age", [0.0, 0.3, 5.0, 23.9])
def test_no_hour_of_a_course_is_lost_or_counted_twice(age: float) -> None:
    course: Floats = np.random.default_rng(7).uniform(0.0, 5.0, size=60)

    left = onwards(course[None, :], np.array([age]), 36)

    within = np.clip(np.minimum(age + 36, np.arange(60) + 1) - np.maximum(age, np.arange(60)), 0.0, 1.0)
    assert left.sum() == pytest.approx((course * within).sum())


def test_a_course_without_hours_stays_without() -> None:
    assert not lengthened(np.zeros((1, 24)), 40).any()


def test_a_rising_course_does_not_go_on_rising() -> None:
    assert lengthened(np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]), 10)[0, 7:].tolist() == [7.0, 7.0, 7.0]
