import numpy as np
import pytest

from models.effort_candidates import candidate_hours
from pipelines.train import Trained


def test_every_form_is_measured_beside_the_chosen_one(trained: Trained) -> None:
    effort = trained.report["effort"]

    assert effort["chosen"] in effort["candidates"]
    assert {"course_hours", "course_poisson", "course_log_hours", "two_part", "panel"} <= set(effort["candidates"])
    assert all(figures["deviance"] > 0.0 for figures in effort["candidates"].values())


def test_the_forms_agree_on_the_level_and_on_who_takes_more(trained: Trained) -> None:
    learned = trained.learned
    X, score = learned.data.design.X, learned.data.score

    found = candidate_hours(learned, X, score)

    for hours in found.values():
        assert (hours >= 0.0).all()
        assert hours.sum() / found["course_hours"].sum() == pytest.approx(1.0, abs=0.35)
        assert np.corrcoef(np.log1p(hours), np.log1p(found["course_hours"]))[0, 1] > 0.8
