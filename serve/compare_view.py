"""What do people see of principles side by side? A small chart for each, and the cases they part over."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from allocation.policy import PRINCIPLES
from casework.comparing import Proposed, differently
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import Load
from serve.language import _
from serve.rendering import fragment
from serve.written import count, hours, percent

NAMED_UP_TO = 16
"""Caseworkers in a chart with names beside the bars; above that the bars are thin, and the table has the names."""
_WIDTH, _NAMES, _FIGURES = 260.0, 84.0, 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A caseworker's row: her load before, and what the proposal adds or takes."""

    name: str
    text: str
    y: str
    middle: str
    before: str
    added_x: str
    added: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A policy beside the others: what it is called, its chart, and in a sentence what it comes to."""

    name: str
    label: str
    is_own: bool
    chart: Markup
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """A case that is not placed alike: who gets it under each, and whether that is another than under the first."""

    case_id: CaseId
    cells: tuple[tuple[str, bool], ...]


def label_of(one: Proposed) -> str:
    """Return a policy's name as people read it."""
    kind = PRINCIPLES.get(one.policy.policy.name)
    return str(getattr(kind, "label", one.policy.policy.name))


def sides(proposals: Sequence[Proposed], staff: Sequence[Caseworker]) -> tuple[Side, ...]:
    """Return every policy with its chart, all on one scale; the first is the house's own."""
    shares = [load.share_after for one in proposals for load in one.loads.values() if math.isfinite(load.share_after)]
    full = max(1.1, *shares) if shares else 1.1
    return tuple(
        Side(
            name=one.policy.policy.name,
            label=label_of(one),
            is_own=place == 0,
            chart=_chart(one, staff, full),
            lead=_lead(one, staff),
        )
        for place, one in enumerate(proposals)
    )


def load_table(proposals: Sequence[Proposed], staff: Sequence[Caseworker]) -> list[tuple[str, list[str]]]:
    """Return a row for each caseworker: her load, new cases and hours of them under each policy."""
    return [
        (_name(one), [_cell(proposed, one.caseworker_id) for proposed in proposals])
        for one in _ordered(staff)
        if any(one.caseworker_id in proposed.loads for proposed in proposals)
    ]


def partings(proposals: Sequence[Proposed], staff: Sequence[Caseworker]) -> tuple[Parting, ...]:
    """Return the cases that the policies do not all give to the same caseworker."""
    names = {one.caseworker_id: _name(one) for one in staff}

    def cell(one: Proposed, case_id: CaseId) -> tuple[str, bool]:
        whom, own = one.positions.get(case_id), proposals[0].positions.get(case_id)
        return (names.get(whom, str(whom)) if whom else _("ingen"), whom != own)

    return tuple(
        Parting(case_id=case_id, cells=tuple(cell(one, case_id) for one in proposals))
        for case_id in differently(proposals)
    )


def _lead(one: Proposed, staff: Sequence[Caseworker]) -> str:
    finite = [load for load in one.loads.values() if any(load.capacity_hours)]
    if not finite:
        return ""
    names = {person.caseworker_id: _name(person) for person in staff}
    most = max(finite, key=lambda load: (load.share_after, load.caseworker_id))
    least = min(finite, key=lambda load: (load.share_after, load.caseworker_id))
    return _("Størst {most} ({whom}), mindst {least} ({other}).").format(
        most=percent(most.share_after),
        whom=names.get(most.caseworker_id, most.caseworker_id),
        least=percent(least.share_after),
        other=names.get(least.caseworker_id, least.caseworker_id),
    )


def _cell(one: Proposed, whom: CaseworkerId) -> str:
    load = one.loads.get(whom)
    if load is None:
        return "–"
    added = sum(load.hours_after) - sum(load.hours_before)
    share = percent(load.share_after) if math.isfinite(load.share_after) else _("ingen nettotimer")
    return f"{share} · {count(load.new_count, 'sag', 'sager')} · {hours(max(0.0, added))} t"


def _chart(one: Proposed, staff: Sequence[Caseworker], full: float) -> Markup:
    people = [person for person in _ordered(staff) if person.caseworker_id in one.loads]
    is_named = len(people) <= NAMED_UP_TO
    height, left = (17.0, _NAMES) if is_named else (4.0, 4.0)
    room = _WIDTH - left - (_FIGURES if is_named else 4.0)
    bars = [
        _bar(_name(person), one.loads[person.caseworker_id], place * height, height, left, room / full)
        for place, person in enumerate(people)
    ]
    return fragment(
        "charts/small_loads.html",
        bars=bars,
        title=f"{label_of(one)}: {_lead(one, staff)}",
        is_named=is_named,
        width=_at(_WIDTH),
        left=_at(left),
        thick=_at(height - 5.0 if is_named else height - 1.0),
        base=_at(len(bars) * height),
        foot=_at(len(bars) * height + 12.0),
        height=_at(len(bars) * height + 16.0),
        limit=_at(left + room / full),
    )


def _bar(  # noqa: PLR0913, PLR0917  a load, and where it is drawn
    name: str, load: Load, y: float, height: float, left: float, scale: float
) -> Bar:
    before, after = (share if math.isfinite(share) else 0.0 for share in (load.share_before, load.share_after))
    return Bar(
        name=name if len(name) <= 13 else f"{name[:12]}…",
        text=percent(load.share_after) if math.isfinite(load.share_after) else "–",
        y=_at(y + 2.0),
        middle=_at(y + height / 2.0 + 3.5),
        before=_at(min(before, after) * scale),
        added_x=_at(left + min(before, after) * scale),
        added=_at(max(0.0, after - before) * scale),
    )


def _ordered(staff: Sequence[Caseworker]) -> list[Caseworker]:
    return sorted(staff, key=lambda one: (_name(one), one.caseworker_id))


def _name(one: Caseworker) -> str:
    return one.name or str(one.caseworker_id)


def _at(value: float) -> str:
    return f"{value:.1f}"
