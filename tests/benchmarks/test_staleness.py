from pathlib import Path

import numpy as np

from benchmarks.staleness import Question, compared, page
from pipelines.train import read_material


def test_every_model_is_asked_of_the_newest_cases_that_were_followed_to_the_end(municipality: Path) -> None:
    material = read_material(str(municipality / "scheme.toml"), municipality, lambda _: None)

    question = Question.of(material)

    assert 0.1 < len(question.test.cases) / len(material.history.cases) <= 0.2
    assert question.test.panel.matured.all()
    assert min(case.received_on for case in question.test.cases) == question.day
    assert material.history.as_of(question.day).cases[-1].received_on < question.day


def test_a_model_that_is_as_good_as_the_fresh_one_is_told_as_that(municipality: Path) -> None:
    question = Question.of(read_material(str(municipality / "scheme.toml"), municipality, lambda _: None))
    random = np.random.default_rng(0)
    fresh = {"effort": random.gamma(2.0, size=len(question.test.cases))}
    worse = {"effort": fresh["effort"] * 1.2}

    same, more = (compared(question, mine, fresh)["effort"] for mine in (fresh, worse))

    assert (same["worse"], same["low"], same["high"]) == (0.0, 0.0, 0.0)
    assert more["worse"] == 0.2
    assert 0.0 < more["low"] < 0.2 < more["high"]


def test_the_page_says_what_was_too_little_to_learn_from() -> None:
    gap = {"figure": 1.1, "fresh": 1.0, "worse": 0.1, "low": -0.02, "high": 0.22}
    ages = [
        {"months": 6, "cases": 400, "older": {"effort": gap}, "as_few": {"effort": gap}},
        {"months": 36, "refused": "too few cases"},
    ]

    told = page({"sip": {"day": "2014-01-01", "test_cases": 200, "ages": ages}})

    assert "| 6 | 400 | timer: devians | 10,0 % (-2,0 til 22,0) | 10,0 % (-2,0 til 22,0) |" in told
    assert "| 36 | – | for få sager | – | – |" in told
