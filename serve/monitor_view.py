"""What did the last look at the model find? Its figures as its readers see them, and how they have stood over time.

A figure is read as how far there is to an alarm: 0 to 100, where 100 raises one. Nothing is reckoned here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from models.monitored import Monitored, Month, Part, Statistic, Unit, law_words, monitored_from_json
from models.told_figures import FEW
from serve.chart_frame import Dot, Frame, Tick
from serve.language import _
from serve.rendering import fragment
from serve.written import count, day, number, percent, signed
from storage.monitor_runs import MonitorRun

RUNS = 120
"""So many of the newest looks are drawn."""
_STALE = timedelta(days=3)
_SHOWN = 3
_HIGHEST = 2.5
_MONTHS = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A part that is watched: its question, the sign nearest an alarm, its figures, and its course over the looks."""

    part: Part
    question: str
    sign: int
    says: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, list[str]], ...]
    chart: Markup | None
    chart_rows: tuple[tuple[str, list[str]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorView:
    """The newest look: when, at how much, whether it is old, the parts, months of hours, changes of the law."""

    lead: str
    looked_at: str
    is_stale: bool
    parts: tuple[PartView, ...]
    months: Markup | None
    month_rows: tuple[tuple[str, list[str]], ...]
    hours_said: str
    law: tuple[str, ...]
    shadow: str


def part_names() -> dict[Part, str]:
    """Return what each part asks."""
    return {
        Part.SCORE: _("Er sagerne blevet tungere eller lettere?"),
        Part.FACTS: _("Har oplysningerne flyttet sig?"),
        Part.HOURS: _("Passer timerne, måned for måned?"),
        Part.JUDGED: _("Er de egne vurderinger, som modellen venter?"),
        Part.CHANGED: _("Ændres flere forslag end ventet?"),
        Part.SILENT: _("Tier modellen oftere end ventet?"),
        Part.GROUPS: _("Tager den mere fejl for nogle grupper af børn?"),
    }


def monitor_view(runs: Sequence[MonitorRun], on: date) -> MonitorView | None:
    """Lay the newest look out, with those of the same model before it; ``None`` where nobody has looked."""
    if not runs:
        return None
    newest = look_of(runs[0])
    past = [look_of(run) for run in reversed(runs) if run.bundle_hash == newest.bundle_hash]
    parts = [_part(part, name, newest, past) for part, name in part_names().items() if newest.of(part)]
    months = [one for one in newest.months if one.cases >= FEW][-_MONTHS:]
    return MonitorView(
        lead=_lead(newest),
        looked_at=_("Set efter {day}: {n}, der er modtaget siden {since}, som modellen ikke har lært af.").format(
            day=day(newest.on), n=count(newest.cases, _("sag"), _("sager")), since=day(newest.since)
        ),
        is_stale=on - newest.on > _STALE,
        parts=tuple(sorted(parts, key=lambda one: -one.sign)),
        months=_months_chart(months),
        month_rows=tuple(map(_month_row, months)),
        hours_said=newest.hours_said,
        law=tuple(law_words(one, on) for one in newest.law),
        shadow=_shadow(newest),
    )


def look_of(run: MonitorRun) -> Monitored:
    """Read a stored look."""
    return monitored_from_json(run.content)


def _lead(look: Monitored) -> str:
    if look.crossed:
        return _("Ja. {n} har flyttet sig mere, end tilfældet kan forklare.").format(
            n=count(len({one.about for one in look.crossed}), _("ting"), _("ting"))
        )
    if look.cases < 50:
        return _("Det er for tidligt at sige. Der er kommet {n}, siden modellen blev lært.").format(
            n=count(look.cases, _("sag"), _("sager"))
        )
    return _("Nej. Intet af det, der ses efter, har flyttet sig mere, end tilfældet kan forklare.")


def _part(part: Part, name: str, look: Monitored, past: Sequence[Monitored]) -> PartView:
    statistics = look.of(part)
    course = [(one.on, max((each.sign for each in one.of(part)), default=0.0)) for one in past]
    sign, is_told = _of_hundred(statistics[0].sign), any(one.n >= FEW for one in statistics)
    return PartView(
        part=part,
        question=name,
        sign=sign,
        says=_says(statistics[0]) if is_told else _("Kan ikke siges endnu."),
        heads=(_("Hvad"), _("Antal"), _("Set"), _("Ventet"), _("Interval (95 %)"), _("Tegn (af 100)")),
        rows=tuple((one.label, _cells(one)) for one in statistics if one.n >= FEW),
        chart=_course_chart(name, course) if is_told and len(course) > 1 else None,
        chart_rows=tuple((day(on), [str(_of_hundred(value))]) for on, value in reversed(course)),
    )


def _says(one: Statistic) -> str:
    """Say how far there is to an alarm, and since when it stands."""
    if one.crossed_on is not None:
        return _("Advarsel: {label}. Tegnet blev tydeligt den {day}.").format(label=one.label, day=day(one.crossed_on))
    return _("Intet tyder på det.") if one.sign < 0.5 else _("Et svagt tegn: {label}.").format(label=one.label)


def _cells(one: Statistic) -> list[str]:
    found, expected = _figure(one.found, one.unit), _figure(one.expected, one.unit)
    between = "–"
    if one.low is not None and one.high is not None:
        between = f"{_figure(one.low, one.unit)} – {_figure(one.high, one.unit)}"
    return [number(one.n), found, expected, between, str(_of_hundred(one.sign))]


def _figure(value: float, unit: Unit) -> str:
    match unit:
        case Unit.SHARE:
            return percent(value)
        case Unit.RATIO:
            return number(100.0 * value)
        case _:
            return signed(value, 2)


def _of_hundred(sign: float) -> int:
    return min(100, int(100.0 * sign))


def _course_chart(name: str, course: Sequence[tuple[date, float]]) -> Markup:
    """Draw how near an alarm a part has been at each look, beside the line at which one is raised."""
    places = [float(on.toordinal()) for on, _value in course]
    frame = Frame(first=places[0] - 0.7, last=places[-1] + 0.7, lowest=0.0, highest=110.0)
    points = " ".join(
        f"{frame.x(at)},{frame.y(_of_hundred(value))}" for at, (_on, value) in zip(places, course, strict=True)
    )
    ticks = [Tick(at=frame.y(step), text=number(step)) for step in (0.0, 50.0, 100.0)]
    ends = [course[0][0], course[-1][0]]
    named = [Tick(at=frame.x(float(on.toordinal())), text=day(on)) for on in ends]
    label = _("{name} Tegn: {now} af 100 ved seneste eftersyn, højest {most}. Ved 100 kommer en advarsel.").format(
        name=name, now=_of_hundred(course[-1][1]), most=max(_of_hundred(value) for _on, value in course)
    )
    return fragment(
        "charts/signs.html", name=label, frame=frame, points=points, ticks=ticks, named=named, limit=frame.y(100.0)
    )


def _months_chart(months: Sequence[Month]) -> Markup | None:
    """Draw recorded over expected hours by calendar month, each with its interval, beside the line of 100."""
    told = [one for one in months if one.expected > 0.0 and one.low is not None and one.high is not None]
    if not told:
        return None
    highest = 100.0 * min(_HIGHEST, max(1.25, *(one.high or 0.0 for one in told)))
    places = [12.0 * one.month.year + one.month.month for one in told]
    frame = Frame(first=places[0] - 0.7, last=places[-1] + 0.7, lowest=0.0, highest=highest)
    dots = [
        Dot(
            x=frame.x(place),
            y=frame.y(100.0 * one.recorded / one.expected),
            low=frame.y(100.0 * (one.low or 0.0)),
            high=frame.y(100.0 * (one.high or 0.0)),
            title=f"{_month(one.month)}: {number(100.0 * one.recorded / one.expected)}",
        )
        for place, one in zip(places, told, strict=True)
    ]
    ticks = [Tick(at=frame.y(step), text=number(step)) for step in frame.steps()]
    every = max(1, len(told) // 6)
    named = [
        Tick(at=dot.x, text=_month(one.month))
        for place, (dot, one) in enumerate(zip(dots, told, strict=True))
        if place % every == 0
    ]
    name = _("Registrerede timer for hver 100 ventede, måned for måned")
    return fragment(
        "charts/ratios.html", name=name, frame=frame, dots=dots, ticks=ticks, named=named, even=frame.y(100.0)
    )


def _month_row(one: Month) -> tuple[str, list[str]]:
    ratio = number(100.0 * one.recorded / one.expected) if one.expected > 0.0 else "–"
    between = "–" if one.low is None or one.high is None else f"{number(100.0 * one.low)} – {number(100.0 * one.high)}"
    return _month(one.month), [number(one.cases), number(one.expected), number(one.recorded), ratio, between]


def month_heads() -> list[str]:
    """Return the heads of the table of months."""
    return [
        _("Måned"),
        _("Sager"),
        _("Ventet (timer)"),
        _("Registreret (timer)"),
        _("Registreret for hver 100 ventede"),
        _("Interval (95 %)"),
    ]


def _month(on: date) -> str:
    return f"{on.month:02d}.{on.year}"


def _shadow(look: Monitored) -> str:
    beside = look.shadow
    if beside is None or beside.answers < FEW:
        return ""
    return _(
        "En ny model svarer i skyggedrift siden {day}: en anden kategori i {share} af {n}; {theirs} timer pr. sag, hvor"
        " modellen i brug siger {ours}."
    ).format(
        day=day(beside.since),
        share=percent(beside.other_category / beside.answers),
        n=count(beside.answers, _("sag"), _("sager")),
        theirs=number(beside.shadow_hours),
        ours=number(beside.hours),
    )
