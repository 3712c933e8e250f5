"""Does the model still fit? What its readers see of the newest cases, of silence and of what people said, by quarter.

Shares stand with the interval that holds them in 95 of 100 (Wilson, 1927). A count under five is not told.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from models.card_words import NOT_SHOWN, SILENCES
from models.shift import Shift, Shifts
from models.told_figures import FEW
from serve.chart_frame import Frame, Tick, placed
from serve.language import _
from serve.rendering import fragment
from serve.wording import chance_text
from serve.written import count, number, percent
from storage.model_in_use import Quarter, Response, Silence

_Z = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So many of a quarter's cases."""

    quarter: Quarter
    of: int
    found: int

    @property
    def is_told(self) -> bool:
        """Whether neither count could point at a child."""
        return self.of >= FEW and not 0 < self.found < FEW and not 0 < self.of - self.found < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A quarter's share in its place on a chart, with its limits."""

    x: str
    y: str
    low: str
    high: str
    title: str


def moved_said(shifts: Shifts) -> list[str]:
    """Say which facts have moved beyond chance."""
    return [_moved(one) for one in shifts.moved]


def _moved(one: Shift) -> str:
    text = _("{fact}, »{value}«: {before} før, {now} nu.")
    return text.format(fact=one.label, value=one.value, before=chance_text(one.before), now=chance_text(one.now))


def silent_parts(found: Sequence[Silence]) -> list[Part]:
    """Return how many of each quarter's answered cases got no category."""
    return [Part(quarter=one.quarter, of=one.answered, found=one.withheld) for one in found]


def silence_rows(found: Sequence[Silence]) -> list[tuple[str, list[str]]]:
    """Lay the reasons for silence out by quarter."""
    return [
        (
            quarter_text(one.quarter),
            [_told(one.answered), *(_told(one.reasons[reason]) for reason in one.reasons)],
        )
        for one in found
    ]


def silence_heads() -> list[str]:
    """Return the heads of that table."""
    return [_("Kvartal"), _("Vurderede sager"), *SILENCES.values()]


def override_parts(found: Sequence[Response]) -> list[Part]:
    """Return how many of each quarter's suggestions people gave another category."""
    return [Part(quarter=one.quarter, of=one.settled, found=one.overridden) for one in found if one.settled]


def agreement_parts(found: Sequence[Response]) -> list[Part]:
    """Return how many blind judgements of each quarter were the model's category."""
    return [Part(quarter=one.quarter, of=one.blind, found=one.same) for one in found if one.blind]


def without_said(found: Sequence[Response]) -> str:
    """Say how many blind judgements gave no category and are in no share; nothing where there are none."""
    n = sum(one.without for one in found)
    if not n:
        return ""
    told = number(n) if n >= FEW else _("færre end fem")
    return _("Uden for tallene er {n}, hvor sagen ikke kunne målgruppevurderes.").format(n=told)


def part_rows(parts: Sequence[Part]) -> list[tuple[str, list[str]]]:
    """Lay shares out by quarter, with their limits."""
    return [(quarter_text(one.quarter), [_told(one.of), *_share_cells(one)]) for one in parts]


def part_heads(of: str, found: str) -> list[str]:
    """Return the heads of that table."""
    return [_("Kvartal"), of, found, _("Interval (95 %)")]


def parts_chart(parts: Sequence[Part], name: str) -> Markup | None:
    """Draw shares by quarter with their limits; ``None`` where no quarter may be told of."""
    told = [one for one in parts if one.is_told]
    if not told:
        return None
    limits = [share_limits(one.found, one.of) for one in told]
    places = [4.0 * one.quarter[0] + one.quarter[1] for one in told]
    frame = Frame(first=min(places) - 0.7, last=max(places) + 0.7, lowest=0.0, highest=_top(max(h for _l, h in limits)))
    marks = [
        Mark(
            x=frame.x(place),
            y=frame.y(one.found / one.of),
            low=frame.y(low),
            high=frame.y(high),
            title=f"{quarter_text(one.quarter)}: {chance_text(one.found / one.of)}",
        )
        for one, place, (low, high) in zip(told, places, limits, strict=True)
    ]
    ticks = [Tick(at=frame.y(step), text=percent(step)) for step in frame.steps()]
    named = [Tick(at=mark.x, text=short_quarter(one.quarter)) for mark, one in zip(marks, told, strict=True)]
    return fragment(
        "charts/quarters.html", name=name, frame=frame, marks=marks, ticks=ticks, named=named, half=placed(5.0)
    )


def share_limits(found: int, of: int) -> tuple[float, float]:
    """Return the limits of a share of a sample.

    >>> [round(limit, 3) for limit in share_limits(5, 20)], share_limits(0, 10)[0]
    ([0.112, 0.469], 0.0)
    """
    share, spread = found / of, _Z * _Z / of
    middle = (share + spread / 2.0) / (1.0 + spread)
    half = _Z * math.sqrt(share * (1.0 - share) / of + spread / (4.0 * of)) / (1.0 + spread)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def quarter_text(quarter: Quarter) -> str:
    """Name a quarter.

    >>> quarter_text((2026, 3))
    '3. kvartal 2026'
    """
    return _("{n}. kvartal {year}").format(n=quarter[1], year=quarter[0])


def looked_at(shifts: Shifts) -> str:
    """Say how many cases are laid beside how many."""
    return _("De {n} senest modtagne er holdt op mod {earlier}, som modellen har lært af.").format(
        n=count(shifts.newest, "sag", "sager"), earlier=count(shifts.earlier, "sag", "sager")
    )


def _share_cells(one: Part) -> tuple[str, str]:
    if not one.is_told:
        return NOT_SHOWN, "–"
    low, high = share_limits(one.found, one.of)
    return f"{number(one.found)} ({chance_text(one.found / one.of)})", f"{percent(low)} – {percent(high)}"


def _told(value: int) -> str:
    return NOT_SHOWN if 0 < value < FEW else number(value)


def _top(highest: float) -> float:
    return min(1.0, 0.1 * math.ceil(10.0 * highest + 0.5))


def short_quarter(quarter: Quarter) -> str:
    """Name a quarter where there is little room."""
    return f"{quarter[1]}. kv. {quarter[0] % 100:02d}"
