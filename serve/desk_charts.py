"""How do a caseworker's cases lie against her time, month by month? One stacked curve, a band for each case."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from features.scheme import Scheme
from sagstyngde.plan import Load
from serve.chart_frame import Frame, Tick, placed
from serve.desk_cases import OwnCase, OwnCases
from serve.language import _
from serve.rendering import fragment
from serve.written import hours, number

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BASE = 600.0, 270.0, 52.0, 594.0, 24.0, 226.0
_SHADES = 4
_ROOM = 1.12
_TALL = 15.0
"""A band as high as this has room for its letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One case's part of the stack, its outline, its shade, and its letter where there is room for it."""

    outline: str
    kind: str
    title: str
    letter: str = ""
    x: str = ""
    y: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An entry of the legend, in the order of the stack from above."""

    kind: str
    text: str


def stacked(own: OwnCases, load: Load, months: Sequence[str], scheme: Scheme, *, point: str) -> Markup:
    """Draw the cases from the lightest category on top to the heaviest at the foot; own time is the line across.

    ``point`` is what the chart shows, in words: its name for those who do not see it.
    """
    frame = _frame(load, len(months))
    layers = _layers(own, scheme)
    floor = [0.0] * len(months)
    bands = []
    for layer in layers:
        roof = [low + more for low, more in zip(floor, layer.months, strict=True)]
        bands.append(_band(frame, layer, floor, roof))
        floor = roof
    steps = [step for step in frame.steps() if step >= 0.0]
    return fragment(
        "charts/own_cases.html",
        frame=frame,
        bands=bands,
        keys=_keys(layers),
        capacity=_line(frame, load.capacity_hours),
        ticks=[Tick(at=frame.y(step), text=number(step)) for step in steps],
        names=[Tick(at=frame.x(place), text=name) for place, name in enumerate(months)],
        point=point,
        caption=_("Timer i hver måned, sag for sag"),
        heads=[_("Sag"), *months],
        rows=_rows(own, load),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    months: tuple[float, ...]
    kind: str
    title: str
    name: str
    letter: str


def _frame(load: Load, months: int) -> Frame:
    highest = max((*load.hours_after, *load.capacity_hours, 1.0))
    return Frame(
        first=-0.5,
        last=months - 0.5,
        lowest=0.0,
        highest=highest * _ROOM,
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        top=TOP,
        base=BASE,
    )


def _layers(own: OwnCases, scheme: Scheme) -> list[_Layer]:
    """Return the bands from the foot up: the heaviest category first, then those without one, help, and the unseen."""
    codes = [category.code for category in scheme.scale]

    def place(case: OwnCase) -> tuple[bool, int]:
        return not case.is_own, -codes.index(case.code) if case.code in codes else 1

    layers = [
        _Layer(
            months=case.months,
            kind=_kind(case, codes),
            title=_("{case}: {hours} timer").format(case=case.case_id, hours=hours(case.hours)),
            name=case.category if case.is_own else _("Hjælp i andres sager"),
            letter=case.code or "" if case.is_own else "",
        )
        for case in sorted(own.cases, key=place)
        if any(case.months)
    ]
    if any(own.unseen):
        name = _("Sager uden for dit område")
        layers.append(_Layer(months=own.unseen, kind="band-unseen", title=name, name=name, letter=""))
    return layers


def _kind(case: OwnCase, codes: Sequence[str]) -> str:
    """Return the band's class: darker for a heavier category, on a scale of any length."""
    if not case.is_own:
        return "band-help"
    if case.code not in codes:
        return "band-none"
    return f"band-{round((_SHADES - 1) * codes.index(case.code) / max(1, len(codes) - 1)) + 1}"


def _band(frame: Frame, layer: _Layer, floor: Sequence[float], roof: Sequence[float]) -> Band:
    above = _points(frame, roof)
    below = _points(frame, floor)
    place = max(range(len(roof)), key=lambda month: roof[month] - floor[month])
    top, foot = float(frame.y(roof[place])), float(frame.y(floor[place]))
    has_room = layer.letter and foot - top >= _TALL
    return Band(
        outline=" ".join((*above, *reversed(below))),
        kind=layer.kind,
        title=layer.title,
        letter=layer.letter if has_room else "",
        x=frame.x(place),
        y=placed((top + foot) / 2.0 + 4.0),
    )


def _points(frame: Frame, values: Sequence[float]) -> list[str]:
    """Return a curve through the months' middles, flat to the field's edges."""
    if not values:
        return []
    middle = [(float(place), value) for place, value in enumerate(values)]
    ends = ((frame.first, values[0]), *middle, (frame.last, values[-1]))
    return [f"{frame.x(place)},{frame.y(value)}" for place, value in ends]


def _line(frame: Frame, values: Sequence[float]) -> str:
    return " ".join(_points(frame, values))


def _keys(layers: Sequence[_Layer]) -> list[Key]:
    """Return the legend from above: each kind with how many cases and hours it holds."""
    found: dict[str, list[_Layer]] = {}
    for layer in reversed(layers):
        found.setdefault(layer.name, []).append(layer)
    return [Key(kind=several[0].kind, text=_key(name, several)) for name, several in found.items()]


def _key(name: str, several: Sequence[_Layer]) -> str:
    total = hours(sum(sum(layer.months) for layer in several))
    if several[0].kind == "band-unseen":
        return _("{name}: {hours} timer").format(name=name, hours=total)
    return _("{name}: {n} ({hours} timer)").format(name=name, n=len(several), hours=total)


def _rows(own: OwnCases, load: Load) -> list[tuple[str, list[str]]]:
    rows: list[tuple[str, list[str]]] = [(case.case_id, [hours(one) for one in case.months]) for case in own.cases]
    if any(own.unseen):
        rows.append((_("Sager uden for dit område"), [hours(one) for one in own.unseen]))
    rows.append((_("I alt"), [hours(one) for one in load.hours_after]))
    rows.append((_("Tid til sager"), [hours(one) for one in load.capacity_hours]))
    return rows
