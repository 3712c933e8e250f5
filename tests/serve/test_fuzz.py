"""R20, R21: whatever is drawn from the API's own description is answered as it says, and never by a fault of ours."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as start_from
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from serve.app import create_app
from serve.house import House
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.vault_key_file import make_keys
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


@schemathesis.serializer("application/x-ndjson")
def _lines(_context: Any, value: Any) -> bytes:
    """Write what was drawn as lines of JSON: text as it is, a list an element a line."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return "\n".join(map(json.dumps, value if isinstance(value, list) else [value])).encode()


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("fuzz")
    engine = open_engine(f"sqlite:///{folder / 'casebook.sqlite'}")
    upgrade(engine)
    fill(engine)
    make_keys(folder / "keys.json")
    house = House(vault_keys=folder / "keys.json")
    app: FastAPI = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=house)
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    engine.dispose()


def test_what_is_drawn_from_the_description_is_answered_as_it_says(described: Any) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    each = size(12, 10_000 // len(operations) + 1)
    kinds = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    faults = [fault for operation in operations for kind in kinds for fault in _faults(operation, kind, each)]

    assert len(operations) > 5
    assert faults == [], "\n".join(faults)


def _faults(operation: Any, kind: GenerationMode, examples: int) -> Iterator[str]:
    """Draw requests of one operation, all as described or none, and return how the first wrong answer was wrong."""

    @start_from(SEED)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=kind))
    def draw(case: Any) -> None:
        case.call_and_validate(headers={HEADER: EVERYTHING.user_id}, checks=CHECKS)

    try:
        draw()
    except Unsatisfiable:
        assert kind is GenerationMode.NEGATIVE  # an address without parameters cannot be asked for wrongly
    except FailureGroup as wrong:
        yield f"{operation.label}: {[str(one) for one in wrong.exceptions]}"
    except Exception as fault:
        yield f"{operation.label}: {fault!r}"
