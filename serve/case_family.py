"""Which cases do a child's brothers and sisters have here, and is it one caseworker who has them?

The unit is the child; what a sibling's case means for this one, a person decides (seed 1). Only cases within the
reader's reach are shown, and those are written down as looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sagstyngde.case import Case, CaseId, SiblingRule
from serve.language import _
from serve.work import Work
from storage.cases import CaseRecord, records_of_family


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A sibling's case, and in words who has it."""

    case_id: CaseId
    who: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The siblings' open cases first, what a person has decided of their caseworkers, and how it stands."""

    siblings: tuple[Sibling, ...]
    rule: str
    standing: str


def family_of(work: Work, case: Case, names: Mapping[str, str]) -> Family | None:
    """Return the siblings' cases that this visit may see; ``None`` where there are none."""
    if case.family_id is None:
        return None
    others = [one for one in records_of_family(work.connection, case.family_id) if _is_sibling(one.case, case)]
    seen = sorted(work.visible(others), key=lambda one: one.case.closed_on is not None)
    if not seen:
        return None
    return Family(
        siblings=tuple(_sibling(one, names) for one in seen),
        rule=_rule(case.sibling_rule),
        standing=_standing([one for one in seen if one.case.closed_on is None], case),
    )


def _is_sibling(other: Case, case: Case) -> bool:
    is_same_child = other.child_id is not None and other.child_id == case.child_id
    return other.case_id != case.case_id and not is_same_child


def _sibling(record: CaseRecord, names: Mapping[str, str]) -> Sibling:
    own = record.case
    has = own.caseworker_id
    who = _("ingen sagsbehandler endnu") if has is None else names.get(has, has)
    return Sibling(
        case_id=own.case_id,
        who=who if own.closed_on is None else _("afsluttet"),
        is_open=own.closed_on is None,
    )


def _rule(rule: SiblingRule) -> str:
    return {
        SiblingRule.SAME: _("Besluttet: søskende skal have samme sagsbehandler."),
        SiblingRule.DIFFERENT: _("Besluttet: søskende skal have hver sin sagsbehandler."),
        SiblingRule.FREE: _("Det er ikke besluttet, om søskende skal have samme sagsbehandler."),
    }[rule]


def _standing(others: list[CaseRecord], case: Case) -> str:
    held = {one.case.caseworker_id for one in others if one.case.caseworker_id is not None}
    if case.caseworker_id is None or not held:
        return ""
    if held == {case.caseworker_id}:
        return _("Samme sagsbehandler har dem alle.")
    return _("De har ikke samme sagsbehandler.")
