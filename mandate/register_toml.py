"""How is a register read from TOML, and what is refused? Faults name the table, the entry, the key and the way out.

Contradictions between entries are looked for once each entry can be read: half of them would contradict where the whole
does not.
"""

import re
import unicodedata
from collections.abc import Mapping
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from mandate.register import Register, RegisteredProvision, Rule, Seniority
from mandate.register_faults import register_faults
from mandate.register_places import HEAD, PROVISION, RULE, SENIORITY
from mandate.register_rows import HeadRow, ProvisionRow, Reading, RuleRow, SeniorityRow
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.decision import Amount, Level, Span
from sagstyngde.errors import Fault, RegisterRefused, unreadable
from sagstyngde.toml_text import NotToml, parse_toml

EXAMPLE = "eksempel"
"""The name of the register that comes with the program, for a municipality to make its own."""

LARGEST = 200_000
"""Characters. A register of a hundred rules has a tenth of it."""
MOST_ENTRIES = 1_000
MOST_FAULTS = 50
"""So many are told of at once."""

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
"""How a Dane writes 60,000, and TOML 60: ``60.000``."""

_LISTS = ("provision", "rule")
_TABLES = (*_LISTS, "seniority")


def read_register(source: str | Path) -> Register:
    """Read a register from a TOML file, or the shipped one by its name, ``eksempel``.

    Raises:
        RegisterRefused: the file is not there, is not TOML, or contradicts itself.

    """
    origin, text = register_text(source)
    return parse_register(text, origin)


def example_register() -> Register:
    """Return the shipped register, which nobody has adopted.

    >>> example_register().is_example
    True
    """
    return read_register(EXAMPLE)


def parse_register(text: str, origin: str) -> Register:
    """Turn TOML text into a register; ``origin`` is the name errors give it.

    Raises:
        RegisterRefused: the text is not TOML, holds what is not known, or contradicts itself. It tells all that was
            found, ``MOST_FAULTS`` at most.

    """
    if (fault := _unfit(text)) is not None:
        raise RegisterRefused(origin=origin, faults=[fault])
    told, fault = _loaded(unicodedata.normalize("NFC", text))
    if fault is not None:
        raise RegisterRefused(origin=origin, faults=[fault])
    reading = Reading()
    register = _register(told, reading)
    faults = reading.faults or (list(islice(register_faults(register), MOST_FAULTS)) if register else [])
    if register is None or faults:
        raise RegisterRefused(origin=origin, faults=faults[:MOST_FAULTS])
    return register


def register_text(source: str | Path) -> tuple[str, str]:
    """Return what errors call a register, and its TOML.

    Raises:
        RegisterRefused: the file is not there or cannot be read.

    """
    if str(source) == EXAMPLE:
        return EXAMPLE, files("mandate").joinpath(f"registers/{EXAMPLE}.toml").read_text("utf-8")
    path = Path(source)
    try:
        # One more than is allowed of the longest letters: what is larger is never read whole.
        with path.open("rb") as file:
            return path.name, file.read(4 * LARGEST + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        english, danish = unreadable(error)
        fault = Fault(english=f"{english}; shipped: {EXAMPLE}", danish=f"{danish}; indbygget: {EXAMPLE}")
        raise RegisterRefused(origin=path.name, faults=[fault]) from error


def _unfit(text: str) -> Fault | None:
    """Say what is wrong with a text before anything reads it."""
    if len(text) > LARGEST:
        return Fault(english=f"is longer than {LARGEST} characters", danish=f"er længere end {LARGEST} tegn")
    if looks_like_cpr(text):
        return Fault(
            english="holds what looks like a CPR number; a register holds none",
            danish="rummer noget, der ligner et CPR-nummer; det hører ikke hjemme i en kompetenceplan",
        )
    return None


def _number(written: str) -> float | str:
    """Read a number; one that may have been meant a thousand times larger stays a text, which is no limit.

    >>> _number("37.5"), _number("60.000")
    (37.5, '60.000')
    """
    return written if _THOUSANDS.fullmatch(written) else float(written)


def _loaded(text: str) -> tuple[Mapping[str, Any], Fault | None]:
    try:
        told = parse_toml(text, parse_float=_number)
    except NotToml as error:
        return {}, error.fault
    rows = sum(len(told[key]) for key in _LISTS if isinstance(told.get(key), list))
    if rows > MOST_ENTRIES:
        return {}, Fault(
            english=f"holds more than {MOST_ENTRIES} entries", danish=f"rummer mere end {MOST_ENTRIES} indgange"
        )
    return told, None


def _register(told: Mapping[str, Any], reading: Reading) -> Register | None:
    """Read every table; ``None`` where one could not be read, and ``reading`` has the faults."""
    head = reading.table(HeadRow, {key: value for key, value in told.items() if key not in _TABLES}, HEAD)
    seniority = reading.table(SeniorityRow, told.get("seniority", {}), SENIORITY)
    provisions = reading.tables(ProvisionRow, told.get("provision", []), PROVISION)
    rules = reading.tables(RuleRow, told.get("rule", []), RULE)
    if reading.faults or head is None or seniority is None:
        return None
    return Register(
        name=head.name,
        version=head.version,
        is_example=head.is_example,
        seniority=_seniority(seniority),
        provisions=tuple(map(_provision, provisions)),
        rules=tuple(map(_rule, rules)),
    )


def _seniority(row: SeniorityRow) -> Seniority:
    told = {"leave_days": row.leave_days, "gap_months": row.gap_months}
    written = {key: days for key, days in told.items() if days is not None}
    return Seniority(months=row.months, leave=row.leave, reemployment=row.reemployment, **written)


def _provision(row: ProvisionRow) -> RegisteredProvision:
    return RegisteredProvision(
        provision=row.provision,
        title=row.title,
        holds=Span(starts_on=row.starts_on, ends_on=row.ends_on),
        former=tuple(row.former),
        options=tuple(row.options),
    )


def _rule(row: RuleRow) -> Rule:
    is_own = row.level is Level.OWN
    return Rule(
        rule_id=row.rule_id,
        provision=row.provision,
        level=row.level,
        holds=Span(starts_on=row.starts_on, ends_on=row.ends_on),
        limit=None if row.limit is None or row.unit is None else Amount(value=row.limit, unit=row.unit),
        seniority=is_own and row.seniority is not False,
        competence=row.competence,
    )
