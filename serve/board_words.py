"""What is said on the board? What waits, what a change would mean, what has happened since, what a commit will do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from allocation.impact import Impact
from allocation.policy import PRINCIPLES
from casework.staleness import CaseChange, DeskChange, Since
from sagstyngde.plan import Load, Plan, Violation
from serve.board_view import gap
from serve.language import _, ngettext
from serve.wording import share_text
from serve.written import NO_BREAK, day, day_of_year, number
from storage.plans import PlanState

TAKEN_OUT = "-"
"""What a form sends where a case is taken out of the proposal."""
COMPOSED = {
    "standard": "Standard",
    "robust": "Standard med mere luft til usikkerhed",
    "distrikt_og_kompetence": "Distrikt og kompetence",
    "faa_flytninger": "Få flytninger",
}
"""What people call the embedded policies that are of several principles; the others are called as theirs is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What waits: how many cases, since when, how many await a judgement, how many have come since the proposal."""

    count: int = 0
    since: date | None = None
    awaiting: int = 0
    newer: int = 0


def ready_sentence(ready: Ready) -> str:
    """Say what waits."""
    if not ready.count or ready.since is None:
        return _("Ingen sager venter på en sagsbehandler.")
    told = ngettext(
        "{n} sag venter på en sagsbehandler, siden {day}.",
        "{n} sager venter på en sagsbehandler, den ældste siden {day}.",
        ready.count,
    ).format(n=number(ready.count), day=day(ready.since))
    parts = [told]
    if ready.awaiting:
        parts.append(
            ngettext(
                "{n} af dem afventer en faglig vurdering og tæller med normtimer.",
                "{n} af dem afventer en faglig vurdering og tæller med normtimer.",
                ready.awaiting,
            ).format(n=number(ready.awaiting))
        )
    if ready.newer:
        parts.append(
            ngettext(
                "{n} er kommet til, siden forslaget blev lavet.",
                "{n} er kommet til, siden forslaget blev lavet.",
                ready.newer,
            ).format(n=number(ready.newer))
        )
    return " ".join(parts)


def state_name(state: PlanState) -> str:
    """Return what a proposal's state is called."""
    return {
        PlanState.PROPOSED: _("Forslag"),
        PlanState.COMMITTED: _("Gennemført"),
        PlanState.WITHDRAWN: _("Trukket tilbage"),
    }[state]


def moment(at: datetime, zone: str) -> str:
    """Write a moment as the clock on the wall shows it."""
    local = at.astimezone(ZoneInfo(zone))
    return _("{day} kl. {hour}.{minute}").format(day=day(local.date()), hour=local.hour, minute=f"{local.minute:02d}")


def short_day(on: date) -> str:
    """Write a day of a column's head: the year stands in the page's first line.

    >>> short_day(date(2026, 11, 3))
    '3. nov'
    """
    return day_of_year(on)


def peak_sentence(plan: Plan) -> str:
    """Say the largest load after a proposal, and what it is now."""
    now = max((load.share_before for load in plan.loads), default=0.0)
    return _("størst belastning {after} (nu {before})").format(
        after=share_text(plan.peak_share), before=share_text(now)
    )


def label(principle: str) -> str:
    """Return what people call a principle of a policy."""
    return str(PRINCIPLES[principle].label) if principle in PRINCIPLES else principle


def policy_label(name: str) -> str:
    """Return what people call a policy: the embedded ones have names for machines, the municipality's own are its own.

    >>> policy_label("saerlige_kompetencer"), policy_label("Vores 2026")
    ('Særlige kompetencer', 'Vores 2026')
    """
    return COMPOSED.get(name) or label(name)


def trial_heading(case_id: str, name: str | None, *, stays: bool) -> str:
    """Say what is being tried."""
    if name is None:
        return _("Hvis sag {case} tages ud af forslaget").format(case=case_id)
    if stays:
        return _("Hold sag {case} fast hos {name}").format(case=case_id, name=name)
    return _("Hvis sag {case} gives til {name}").format(case=case_id, name=name)


def stays_line() -> str:
    """Say what holding a case fast is good for: it changes nobody's hours."""
    return _("Ingen timer flyttes. Sagen bliver også her, hvis du laver et nyt forslag.")


def load_lines(impact: Impact, names: Mapping[str, str]) -> list[str]:
    """Say what everybody touched would then carry."""
    return [
        _("{name}: belastning {before} → {after}").format(
            name=names.get(load.caseworker_id, load.caseworker_id),
            before=share_text(load.share_before),
            after=share_text(load.share_after),
        )
        for load in impact.loads
    ]


def gap_lines(plan: Plan, impact: Impact) -> list[str]:
    """Say what becomes of the largest load and of the distance between the most and the least loaded."""
    peaks, gaps = zip(gap(plan.loads), gap(_with(plan.loads, impact.loads)), strict=True)
    return [
        _("Størst belastning: {change}").format(change=_change(*(share_text(one) for one in peaks))),
        _("Forskel mellem mest og mindst belastede: {change}").format(change=_change(*(_points(one) for one in gaps))),
    ]


def goal_lines(impact: Impact) -> list[str]:
    """Say which of the policy's goals would be met better or worse."""
    return [f"{one.text[:1].upper()}{one.text[1:].removesuffix('.')}." for one in impact.changes]


def announcement(heading: str, lines: Sequence[str], breaches: Sequence[Violation]) -> str:
    """Say a trial's outcome in one breath, for whoever does not see it."""
    count = len(breaches)
    broken = ngettext("{n} betingelse brydes.", "{n} betingelser brydes.", count).format(n=count) if count else ""
    return f"{heading}: {'; '.join(lines)}. {broken}".strip()


def since_lines(since: Since, names: Mapping[str, str]) -> list[str]:
    """Say case by case and desk by desk what has happened since the proposal was made."""
    of_case = {
        CaseChange.GONE: _("Sag {case} er lukket eller findes ikke længere."),
        CaseChange.MOVED: _("Sag {case} har fået en anden sagsbehandler, eller har ingen længere."),
        CaseChange.TOLD: _("Sag {case}: oplysningerne er ændret."),
    }
    of_desk = {
        DeskChange.CASES: _("{name} har fået eller afgivet sager."),
        DeskChange.TERMS: _("{name} har fået ændret sine vilkår eller sit fravær."),
    }
    cases = [of_case[change].format(case=case_id) for case_id, change in since.cases]
    return cases + [of_desk[change].format(name=names.get(one, one)) for one, change in since.desks]


def commit_sentence(plan: Plan) -> str:
    """Say what a commit will do."""
    moved = sum(one.moved_from is not None for one in plan.placements)
    new, left = len(plan.placements) - moved, len(plan.unplaced)
    told = []
    if new or not moved:
        told.append(ngettext("{n} sag tildeles", "{n} sager tildeles", new).format(n=number(new)))
    if moved:
        told.append(ngettext("{n} sag flyttes", "{n} sager flyttes", moved).format(n=number(moved)))
    head = _("{what}. Det sker samlet: enten alle eller ingen.").format(what=_(" og ").join(told))
    if not left:
        return head
    rest = ngettext("{n} sag bliver stående uden sagsbehandler.", "{n} sager bliver stående uden sagsbehandler.", left)
    return f"{head} {rest.format(n=number(left))}"


def committed_sentence(plan: Plan) -> str:
    """Say what a committed plan did."""
    moved = sum(one.moved_from is not None for one in plan.placements)
    new = len(plan.placements) - moved
    told = [ngettext("{n} sag er tildelt", "{n} sager er tildelt", new).format(n=number(new))]
    if moved:
        told.append(ngettext("{n} sag er flyttet", "{n} sager er flyttet", moved).format(n=number(moved)))
    return _("{what}. Nedenfor står, hvem der fik hvad.").format(what=_(" og ").join(told))


def edit_line(case_id: str, name: str | None) -> str:
    """Say what a leader changed."""
    if name is None:
        return _("Sag {case} er taget ud af forslaget").format(case=case_id)
    return _("Sag {case} er givet til {name}").format(case=case_id, name=name)


def _change(before: str, after: str) -> str:
    return _("uændret {value}").format(value=after) if before == after else f"{before} → {after}"


def _points(share: float) -> str:
    return _("{n} procentpoint").format(n=number(100.0 * share)).replace(" ", NO_BREAK)


def _with(loads: Sequence[Load], touched: Sequence[Load]) -> list[Load]:
    then = {load.caseworker_id: load for load in touched}
    return [then.get(load.caseworker_id, load) for load in loads]
