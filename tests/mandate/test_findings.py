import json
import math
from dataclasses import replace

import pytest

from mandate.finding import Estimate
from mandate.findings import findings_from_json, findings_to_json
from sagstyngde.errors import NotReady
from tests.mandate.found import some_findings


def test_what_was_found_is_read_back_as_it_was() -> None:
    findings = some_findings()

    kept = json.dumps(findings_to_json(findings), allow_nan=False)

    assert findings_from_json(json.loads(kept)) == findings


def test_an_open_end_is_kept_open() -> None:
    findings = some_findings()
    found = findings.claims[0].described
    assert isinstance(found, Estimate)
    open_end = replace(findings.claims[0], described=replace(found, high=math.inf, low=-math.inf))

    kept = json.dumps(findings_to_json(replace(findings, claims=(open_end,))), allow_nan=False)
    (read,) = findings_from_json(json.loads(kept)).claims

    assert isinstance(read.described, Estimate)
    assert (read.described.low, read.described.high) == (-math.inf, math.inf)


def test_what_another_version_kept_is_not_guessed_at() -> None:
    with pytest.raises(NotReady):
        findings_from_json({"plan": "something else"})
