"""Which installation do tests make evidence of? An invented municipality's, whose model has answered a few cases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models import bundle as bundles
from models.assess import Assessor
from pipelines.train import Trained
from sagstyngde.assessment import AssessmentId
from sagstyngde.settings import Settings
from storage.assessments import insert_assessment
from storage.cases import insert_case
from storage.engine import open_engine, writing
from storage.stamp import Stamp
from tests.models.cases import random_cases

ANSWERS = 12
FIRST = 90210
"""Cases are t90210 and on, answers v90210 and on: whatever holds these digits tells of a case."""
SOMEBODY = "kanariefugl"


@pytest.fixture
def settings(trained: Trained, sqlite_at_head: Path, tmp_path: Path) -> Settings:
    """An installation with a bundle and a casebook of twelve answers."""
    var = tmp_path / "var"
    bundles.save(trained.bundle, var / "bundle")
    (var / "sagstyngde.sqlite").write_bytes(sqlite_at_head.read_bytes())
    settings = Settings(var=var, municipality="Opdigtet Kommune")
    engine = open_engine(settings.database_url)
    assessor, stamp = Assessor(trained.bundle), Stamp(by=SOMEBODY, at=datetime.now(UTC) - timedelta(days=3))
    with writing(engine) as connection:
        for number, case in enumerate(random_cases(assessor.scheme, ANSWERS, FIRST), start=FIRST):
            answer = assessor.assess(case, assessment_id=AssessmentId(f"v{number}"), at=stamp.at)
            insert_assessment(connection, insert_case(connection, case, stamp), answer, by=SOMEBODY)
    engine.dispose()
    return settings
