"""How does a load look over weeks? A line against the limit; felt load beside it on an axis of its own.

Stroke and shape tell what colour tells. A week that was not recorded is a gap, not a guess.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from casework.spells import MOST_APART
from serve.chart_frame import Dot, Frame, Tick
from serve.language import _
from serve.rendering import fragment
from serve.wording import share_text
from serve.written import day, number, short_month

HIGHEST = 1.6
"""A larger load stands at the chart's edge; its figure is in the table."""
_FELT_TOP, _FELT_BASE = 196.0, 256.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A load week by week: parts without a gap in them."""

    parts: tuple[str, ...]
    dots: tuple[Dot, ...]


def team_chart(
    team: str, shares: Mapping[date, float | None], felt: Mapping[date, tuple[float, int]], limit: float
) -> Markup:
    """Draw a team's load by week, and under it how heavy its caseworkers felt those weeks were, on average.

    ``felt`` holds the weeks that enough people answered, with how many they were.
    """
    weeks = sorted({*shares, *felt})
    frame = _frame(weeks, [share for share in shares.values() if share is not None], limit, height=270.0)
    below = Frame(
        first=frame.first, last=frame.last, lowest=1.0, highest=5.0, top=_FELT_TOP, base=_FELT_BASE, height=270.0
    )
    known = [(week, share) for week, share in shares.items() if share is not None]
    last = known[-1][1] if known else 0.0
    return fragment(
        "charts/weeks.html",
        name=_("{team}: belastning uge for uge, nu {share}").format(team=team, share=share_text(last)),
        frame=frame,
        below=below,
        line=_line(frame, known),
        felt=[
            Dot(x=below.x(_place(week)), y=below.y(mean), title=f"{day(week)}: {number(mean, 1)} ({answers})")
            for week, (mean, answers) in sorted(felt.items())
        ],
        limit=frame.y(limit),
        limit_text=share_text(limit),
        ticks=[Tick(at=frame.y(step), text=share_text(step)) for step in (0.0, 0.5, 1.0, 1.5) if step <= frame.highest],
        months=_months(frame, weeks),
        heads=[_("Uge fra"), _("Beregnet belastning"), _("Oplevet, gennemsnit (1–5)"), _("Svar")],
        rows=[(day(week), _cells(shares.get(week), felt.get(week))) for week in weeks],
        caption=_("{team}: belastning uge for uge").format(team=team),
    )


def spark(name: str, weeks: Sequence[tuple[date, float]], limit: float, *, first: date, last: date) -> Markup:
    """Draw one caseworker's load in little: her weeks against the limit. Its figures stand beside it.

    Without a ``name`` it is an ornament: what it says stands beside it in words.
    """
    frame = Frame(
        first=_place(first) - 0.7,
        last=_place(last) + 0.7,
        lowest=0.0,
        highest=HIGHEST,
        width=150.0,
        height=36.0,
        left=2.0,
        right=148.0,
        top=3.0,
        base=33.0,
    )
    return fragment("charts/spark.html", name=name, frame=frame, line=_line(frame, weeks), limit=frame.y(limit))


def _cells(share: float | None, told: tuple[float, int] | None) -> list[str]:
    felt = [number(told[0], 1), number(told[1])] if told else ["–", "–"]
    return [share_text(share) if share is not None else "–", *felt]


def _line(frame: Frame, weeks: Sequence[tuple[date, float]]) -> Line:
    parts: list[list[str]] = []
    before: date | None = None
    for week, share in weeks:
        if before is None or week - before > MOST_APART:
            parts.append([])
        parts[-1].append(f"{frame.x(_place(week))},{frame.y(_inside(share))}")
        before = week
    dots = tuple(
        Dot(x=frame.x(_place(week)), y=frame.y(_inside(share)), title=f"{day(week)}: {share_text(share)}")
        for week, share in weeks
    )
    return Line(parts=tuple(" ".join(part) for part in parts), dots=dots)


def _frame(weeks: Sequence[date], shares: Sequence[float], limit: float, *, height: float) -> Frame:
    highest = max([1.2, limit * 1.1, *(min(_inside(share) * 1.05, HIGHEST) for share in shares)])
    first = _place(weeks[0]) if weeks else 0.0
    last = _place(weeks[-1]) if weeks else 1.0
    return Frame(first=first - 0.7, last=last + 0.7, lowest=0.0, highest=highest, height=height)


def _months(frame: Frame, weeks: Sequence[date]) -> list[Tick]:
    """Name every other month at its first week."""
    firsts = [week for week in weeks if week.day <= 7 and week.month % 2]
    return [Tick(at=frame.x(_place(week)), text=f"{short_month(week.month)} {week.year}") for week in firsts]


def _inside(share: float) -> float:
    return min(share, HIGHEST) if math.isfinite(share) else HIGHEST


def _place(week: date) -> float:
    return (week - date(2000, 1, 3)) / timedelta(weeks=1)
