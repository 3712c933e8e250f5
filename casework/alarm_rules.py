"""When should somebody look at how things stand? A small rule for each kind: what stands goes in, findings come out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sagstyngde.alarm import AlarmKind, Finding
from sagstyngde.case import Case, CaseId, CaseworkerId, FamilyId, SiblingRule
from sagstyngde.caseworker import Caseworker
from sagstyngde.danish import count, day, listing

FAR_APART = 2
"""Steps on the scale between a suggestion and what a person says: as many are an event of their own (R53)."""


def unplaced_too_long(cases: Iterable[Case], on: date, *, days: int) -> list[Finding]:
    """Find open cases without a caseworker that were received more than so many days ago.

    >>> unplaced_too_long([Case(case_id=CaseId("7"), received_on=date(2026, 3, 1))], date(2026, 3, 20), days=14)[0].text
    'Sag 7 er modtaget den 1. mar. 2026 og har ingen sagsbehandler.'
    """
    return [
        Finding(
            kind=AlarmKind.NO_CASEWORKER,
            subject=f"no_caseworker:{case.case_id}",
            case_id=case.case_id,
            text=f"Sag {case.case_id} er modtaget den {day(case.received_on)} og har ingen sagsbehandler.",
            content={"received_on": case.received_on.isoformat()},
        )
        for case in cases
        if case.caseworker_id is None and (on - case.received_on).days > days
    ]


def leaving(staff: Iterable[Caseworker], held: Mapping[CaseworkerId, int], on: date, *, days: int) -> list[Finding]:
    """Find who has left, or leaves within so many days, with open cases on the desk."""
    return [
        Finding(
            kind=AlarmKind.LEAVING,
            subject=f"leaving:{one.caseworker_id}",
            caseworker_id=one.caseworker_id,
            text=f"{one.name or one.caseworker_id} har sidste dag den {day(one.left_on)} og har "
            f"{count(held[one.caseworker_id], 'åben sag', 'åbne sager')}.",
            content={"left_on": one.left_on.isoformat(), "open_cases": held[one.caseworker_id]},
        )
        for one in staff
        if one.left_on is not None and (one.left_on - on).days <= days and held.get(one.caseworker_id, 0)
    ]


def split_siblings(cases: Iterable[Case]) -> list[Finding]:
    """Find families of which a person has decided that one caseworker has all, and several have them."""
    families: dict[FamilyId, list[Case]] = {}
    for case in cases:
        if case.family_id is not None and case.caseworker_id is not None:
            families.setdefault(case.family_id, []).append(case)
    return [
        _split(sorted(family, key=lambda case: case.case_id))
        for _, family in sorted(families.items())
        if any(case.sibling_rule is SiblingRule.SAME for case in family)
        and len({case.caseworker_id for case in family}) > 1
    ]


def far_apart(case_id: CaseId, suggested: str | None, said: str | None, scale: Sequence[str]) -> list[Finding]:
    """Find that a person's category lies two steps or more from the suggested one.

    >>> far_apart(CaseId("7"), "A", "C", "ABCD")[0].text
    'Sag 7 er foreslået i kategori A, og et menneske har sat den i C.'
    """
    if suggested is None or said is None or suggested not in scale or said not in scale:
        return []
    steps = scale.index(said) - scale.index(suggested)
    if abs(steps) < FAR_APART:
        return []
    text = f"Sag {case_id} er foreslået i kategori {suggested}, og et menneske har sat den i {said}."
    return [
        Finding(
            kind=AlarmKind.DISAGREEMENT,
            subject=f"disagreement:{case_id}:{suggested}:{said}",
            case_id=case_id,
            text=text,
            content={"suggested": suggested, "said": said, "steps": steps},
        )
    ]


def _split(family: Sequence[Case]) -> Finding:
    ids = [case.case_id for case in family]
    return Finding(
        kind=AlarmKind.SIBLINGS_SPLIT,
        subject=f"siblings_split:{ids[0]}",
        case_id=ids[0],
        text=f"Sagerne {listing(ids)} er søskende, der skal have samme sagsbehandler, og har hver sin.",
        content={"case_count": len(ids)},
    )
