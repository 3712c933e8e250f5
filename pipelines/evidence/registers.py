"""What can go wrong, what proves that it does not, and how well is all of it tested? Two registers, read from TOML.

``docs/risk.toml`` holds risks and the requirements R01-R56, ``docs/ml-test-score.toml`` the 28 tests of the ML Test
Score. Whoever changes a test or a promise changes them too: tests hold the registers to what is there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from tomllib import loads
from typing import ClassVar, TypeVar

from pydantic import TypeAdapter

from features.strict import STRICT
from pipelines.evidence.shipped import shipped

T = TypeVar("T")


class Severity(StrEnum):
    """How bad it is for whoever it hits."""

    GRAVE = "alvorlig"
    MIDDLING = "middel"
    SLIGHT = "let"


class Covered(StrEnum):
    """How far a requirement is met."""

    COVERED = "covered"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """One hazard: whom it hits, what is done, and what is left then. Danish, for whoever answers for it."""

    __pydantic_config__: ClassVar = STRICT

    code: str
    hazard: str
    who: str
    severity: Severity
    measure: str
    residual: str
    requirements: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One of R01-R56. ``missing`` says what is not met, and is empty only where everything is."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    title: str
    status: Covered
    tests: tuple[str, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRegister:
    """All of it, and the day somebody last went through it."""

    __pydantic_config__: ClassVar = STRICT

    reviewed_on: date
    risk: tuple[Risk, ...]
    requirement: tuple[Requirement, ...]

    def count(self, status: Covered) -> int:
        """Return how many requirements are met so far."""
        return sum(one.status is status for one in self.requirement)


@dataclass(frozen=True, slots=True, kw_only=True)
class MlTest:
    """One of the 28: 0, 0.5 where it was done by hand and written down, 1 where it runs by itself."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    name: str
    score: float
    why: str
    tests: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """Which of the four sections it belongs to."""
        return self.id.split()[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class MlTestScore:
    """All 28. The score is the least of the four sums: a system must do well in all of them."""

    __pydantic_config__: ClassVar = STRICT

    scored_on: date
    test: tuple[MlTest, ...] = field(default=())

    @property
    def sums(self) -> Mapping[str, float]:
        """The four sums, in the order of the paper."""
        names = dict.fromkeys(one.section for one in self.test)
        return {name: sum(one.score for one in self.test if one.section == name) for name in names}

    @property
    def final(self) -> float:
        """The score."""
        return min(self.sums.values())


def risk_register() -> RiskRegister:
    """Read the register of risks."""
    return _read(shipped("risk.toml"), RiskRegister)


def ml_test_score() -> MlTestScore:
    """Read the 28 tests."""
    return _read(shipped("ml-test-score.toml"), MlTestScore)


def decisions() -> dict[str, str]:
    """Return the titles of the architecture's decisions, by number."""
    return dict(_titles())


def _titles() -> Iterator[tuple[str, str]]:
    for path in sorted(shipped("adr").glob("*.md")):
        heading = re.match(r"# (\d{4}) (.+)", path.read_text("utf-8"))
        if heading:
            yield heading[1], heading[2]


def _read(path: Path, kind: type[T]) -> T:
    return TypeAdapter(kind).validate_python(loads(path.read_text("utf-8")))
