"""R20, R21: whatever is drawn from the API's own description is answered as it says, and never by a fault of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as start_from
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from serve.app import create_app
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.serve.standin import StandIn, fill
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor
from tests.soak import SEED, size, soak

pytestmark = soak
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('fuzz') / 'casebook.sqlite'}")
    upgrade(engine)
    fill(engine)
    app: FastAPI = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING))
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    engine.dispose()


def test_what_is_drawn_from_the_description_is_answered_as_it_says(described: Any) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    each = size(12, 20_000 // len(operations) + 1)
    faults = [fault for operation in operations for fault in _faults(operation, each)]

    assert len(operations) > 5
    assert faults == []


def _faults(operation: Any, examples: int) -> Iterator[str]:
    """Draw cases of one operation, valid ones and others, and return how the first wrong answer was wrong."""

    @start_from(SEED)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(valid=operation.as_strategy(), other=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def draw(valid: Any, other: Any) -> None:
        for case in (valid, other):
            case.call_and_validate(headers={HEADER: EVERYTHING.user_id}, checks=CHECKS)

    try:
        draw()
    except Exception as fault:
        yield f"{operation.label}: {fault}"
