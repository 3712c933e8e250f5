"""How does a policy's setting look in a field, and what does a field's text say? In Danish, to the last decimal."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any

from sagstyngde.danish import listing

_NUMBER = re.compile(r"\d{1,9}(,\d{1,400})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)
_RANGE = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?", re.ASCII)
_CARRIES = "="


class NotASetting(ValueError):
    """A field's text says nothing that the setting can be; ``danish`` is the rest of a sentence about the field."""

    def __init__(self, danish: str) -> None:
        super().__init__(danish)
        self.danish = danish


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How values of one kind are shown and read. ``is_long``: over several lines. ``choices``: what can be chosen."""

    show: Callable[[Any], str]
    read: Callable[[str], Any]
    is_long: bool = False
    choices: Mapping[str, str] | None = None
    unit: str = ""


def _number(value: float) -> str:
    return format(Decimal(repr(float(value))).normalize(), "f").replace(".", ",")


def _read_number(text: str) -> float:
    if _NUMBER.fullmatch(text) is None:
        raise NotASetting("skal være et tal, skrevet som 1,5")
    return float(text.replace(",", "."))


def _percent(value: float) -> str:
    return format((Decimal(repr(float(value))) * 100).normalize(), "f").replace(".", ",")


def _read_percent(text: str) -> float:
    plain = text.removesuffix("%").strip()
    if _NUMBER.fullmatch(plain) is None:
        raise NotASetting("skal være et antal procent, skrevet som 3 eller 2,5")
    return float(Decimal(plain.replace(",", ".")) / 100)


def _read_whole(text: str) -> int:
    if _WHOLE.fullmatch(text) is None:
        raise NotASetting("skal være et helt tal")
    return int(text)


def _chosen(choices: Mapping[str, str], values: Mapping[str, Any]) -> Form:
    kept = {value: key for key, value in values.items()}

    def read(text: str) -> Any:
        if text not in values:
            raise NotASetting(f"skal være {listing(list(choices.values()))}".replace(" og ", " eller ").lower())
        return values[text]

    return Form(show=lambda value: kept[value], read=read, choices=choices)


def _maybe(inner: Form) -> Form:
    return Form(
        show=lambda value: "" if value is None else inner.show(value),
        read=lambda text: inner.read(text) if text else None,
        unit=inner.unit,
    )


def _lines(show: Callable[[Any], str], read: Callable[[str], Any], shape: str) -> Form:
    """Return the form of a table: a line for each entry, its name and its value with an equals sign between."""

    def read_all(text: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            name, carries, rest = (part.strip() for part in line.partition(_CARRIES))
            if not (name and carries and rest):
                raise NotASetting(f"skal være linjer som: {shape}")
            if name in found:
                raise NotASetting("nævner det samme to gange")
            found[name] = read(rest)
        return found

    return Form(
        show=lambda table: "\n".join(f"{name} {_CARRIES} {show(table[name])}" for name in sorted(table)),
        read=read_all,
        is_long=True,
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _read_days(text: str) -> tuple[int, ...]:
    spans = [_RANGE.fullmatch(part) for part in _parts(text)]
    if not all(spans):
        raise NotASetting("skal have dage i måneden, skrevet som 1, 2, 3 eller 1-10")
    ends = [(int(span[1]), int(span[2] or span[1])) for span in spans if span]
    return tuple(chain.from_iterable(range(first, last + 1) for first, last in ends))


def _show_distances(table: Mapping[str, Mapping[str, float]]) -> str:
    pairs = [(one, other) for one in sorted(table) for other in sorted(table[one])]
    return "\n".join(f"{one} – {other} {_CARRIES} {_number(table[one][other])}" for one, other in pairs)


def _read_distances(text: str) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for pair, distance in _lines(_number, _read_number, "Nord – Syd = 20").read(text).items():
        one, _, other = (part.strip() for part in pair.partition("–" if "–" in pair else "-"))
        if not (one and other):
            raise NotASetting("skal være linjer som: Nord – Syd = 20")
        found.setdefault(one, {})[other] = distance
    return found


def _read_shares(text: str) -> tuple[float, ...]:
    return tuple(_read_percent(part.strip()) for part in text.split(";") if part.strip())


NUMBER = Form(show=_number, read=_read_number)
WHOLE = Form(show=str, read=_read_whole)
PERCENT = Form(show=_percent, read=_read_percent, unit="%")
MAYBE_PERCENT = _maybe(PERCENT)
PERCENTS = Form(show=lambda shares: "; ".join(map(_percent, shares)), read=_read_shares, unit="%")
MAYBE_TEXT = _maybe(Form(show=str, read=str))
HARD = _chosen({"skal": "skal passe (betingelse)", "helst": "helst (ønske)"}, values={"skal": True, "helst": False})
SPAN = _chosen(
    {"horizon": "perioden under ét", "month": "den værste måned"}, values={"horizon": "horizon", "month": "month"}
)
WITHIN = _lines(str, str, "Team Nord A = Team Nord")
FALLBACK = _lines(", ".join, lambda text: tuple(_parts(text)), "autisme = adhd")
BANDS = _lines(lambda days: ", ".join(map(str, days)), _read_days, "K01 = 1-10")
HOURS = _lines(_number, _read_number, "A = 2,5")
DISTANCES = Form(show=_show_distances, read=_read_distances, is_long=True)
