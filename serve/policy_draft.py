"""How does a policy become a list with fields, and the fields a policy again? Nothing typed is lost on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from allocation.capacity import CapacityRules
from allocation.policy import PRINCIPLES, Policy
from allocation.policy_settings import CAPACITY, HORIZON, NORMS, SETTINGS, Setting
from allocation.policy_toml import embedded_policies
from allocation.setting_text import NotASetting
from sagstyngde.errors import PolicyRefused
from serve.language import _

NAME = "navn"
_RULES = "capacity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A policy on its way: the principles' names in order, and every field's text by ``<owner>.<setting>``."""

    rows: tuple[str, ...]
    values: Mapping[str, str]

    def moved(self, name: str, by: int) -> "Draft":
        """Return the list with a row that much further down; at an end it stays."""
        rows = [row for row in self.rows if row != name]
        if len(rows) == len(self.rows):
            return self
        place = min(max(self.rows.index(name) + by, 0), len(rows))
        return replace(self, rows=(*rows[:place], name, *rows[place:]))

    def without(self, name: str) -> "Draft":
        """Return the list without a row."""
        return replace(self, rows=tuple(row for row in self.rows if row != name))

    def with_row(self, name: str) -> "Draft":
        """Return the list with a principle at its end, set as usual; what is unknown or there already is not."""
        if name not in PRINCIPLES or name in self.rows:
            return self
        usual = _texts(name, SETTINGS[name], PRINCIPLES[name]())
        return Draft(rows=(*self.rows, name), values=dict(self.values) | usual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A draft as a policy, or what is wrong with it: by field, and of the whole."""

    policy: Policy | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    general: str = ""


def draft_of(policy: Policy) -> Draft:
    """Lay a policy out as a list. An embedded one's name is not taken over: a name means one thing."""
    values = {NAME: "" if policy.name in embedded_policies() else policy.name}
    for principle in policy.principles:
        values |= _texts(principle.name, SETTINGS[principle.name], principle)
    values |= _texts("", (HORIZON, NORMS), policy) | _texts(_RULES, CAPACITY, policy.capacity)
    return Draft(rows=tuple(one.name for one in policy.principles), values=values)


def read_draft(draft: Draft) -> Read:
    """Read a list as a policy; where something is wrong, say what, field by field."""
    faults: dict[str, str] = {}
    settings = {row: _read(row, SETTINGS[row], draft, faults) for row in draft.rows if row in PRINCIPLES}
    rules = _read(_RULES, CAPACITY, draft, faults)
    whole = _read("", (HORIZON, NORMS), draft, faults)
    name = draft.values.get(NAME, "").strip()
    if not name:
        faults[NAME] = _("mangler")
    elif name in embedded_policies():
        faults[NAME] = _("er en indbygget politiks; kald jeres egen noget andet")
    if faults:
        return Read(faults=faults)
    try:
        principles = tuple(PRINCIPLES[row](**settings[row]) for row in draft.rows if row in PRINCIPLES)
        return Read(policy=Policy(name=name, principles=principles, capacity=CapacityRules(**rules), **whole))
    except PolicyRefused as refused:
        return _refused(refused)


def field_of(owner: str, setting: str) -> str:
    """Return a field's name.

    >>> field_of("sprog", "tolerance"), field_of("", "horizon_months")
    ('sprog.tolerance', 'horizon_months')
    """
    return f"{owner}.{setting}" if owner else setting


def known_fields() -> dict[str, Setting]:
    """Return every field but the name, in the order of the page where all principles are listed."""
    owners = {"": (HORIZON, NORMS), _RULES: CAPACITY} | dict(SETTINGS)
    return {field_of(owner, one.name): one for owner, several in owners.items() for one in several}


def _texts(owner: str, settings: tuple[Setting, ...], told: Any) -> dict[str, str]:
    return {field_of(owner, one.name): one.form.show(getattr(told, one.name)) for one in settings}


def _read(owner: str, settings: tuple[Setting, ...], draft: Draft, faults: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in settings:
        name = field_of(owner, one.name)
        if name not in draft.values:
            continue
        try:
            found[one.name] = one.form.read(draft.values[name].replace("\r\n", "\n").strip())
        except NotASetting as fault:
            faults[name] = fault.danish
    return found


def _refused(refused: PolicyRefused) -> Read:
    """Put each fault beside its field; one that has none is about the whole."""
    known, faults, general = known_fields(), dict[str, str](), list[str]()
    for fault in refused.faults:
        parts = fault.key.rstrip(":").split(".")
        place = next((name for name in (".".join(parts[:2]), parts[0]) if name in known), None)
        if place is None:
            general.append(fault.danish if not fault.key else f"{fault.key} {fault.danish}")
        else:
            faults.setdefault(place, fault.danish)
    return Read(faults=faults, general="; ".join(general) or ("" if faults else refused.danish))
