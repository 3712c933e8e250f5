"""Which model waits for somebody, which has been in use when, and which could one go back to?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.promoting import may_be_gone_back_to
from models.told_figures import FEW
from sagstyngde.access import Principal
from sagstyngde.allowed import may
from sagstyngde.operations import Operation
from serve.language import _
from serve.model_candidate_view import lead_of
from serve.people import People
from serve.written import count, day
from storage.models import KnownModel, ModelStage
from storage.tables.models import TurnKind

_WIDTH = 640.0
_LEFT = 132.0
_ROW = 30.0
_LEAST = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A model that somebody is to look at, and what it waits for."""

    bundle_hash: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """A time in use: from when, until when, which model, by whom and why."""

    begun: str
    ended: str
    bundle_hash: str
    who: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A time in use as it is drawn: where it begins, how long it is, and in which row."""

    x: str
    y: str
    width: str
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Which model was in use when, as a drawing; ``labels`` name its rows, ``ends`` its first and last day."""

    name: str
    height: str
    bars: tuple[Bar, ...]
    labels: tuple[tuple[str, str], ...]
    ends: tuple[str, str]


def waiting(known: Sequence[KnownModel], people: People, reader: Principal) -> tuple[Waiting, ...]:
    """Return what waits: what is proposed before what nobody has proposed since the model in use was registered."""
    live = next((one for one in known if one.is_live), None)
    since = None if live is None else live.model.registered.at
    proposed = [one for one in known if one.stage is ModelStage.PROPOSED]
    new = [
        one for one in known if one.stage is ModelStage.CANDIDATE and (since is None or one.model.registered.at > since)
    ]
    return tuple(
        Waiting(bundle_hash=one.model.bundle_hash, text=lead_of(one, people, reader)) for one in (*proposed, *new)
    )


def turn_rows(known: Sequence[KnownModel], people: People) -> tuple[TurnRow, ...]:
    """Return every time in use, the newest first; each lasted until the next began."""
    all_turns = sorted((turn for one in known for turn in one.turns), key=lambda turn: -turn.serial)
    ends = [_("nu"), *(day(turn.begun.at.date()) for turn in all_turns)]
    names = {TurnKind.PROMOTION: _("Taget i brug"), TurnKind.ROLLBACK: _("Gået tilbage til")}
    return tuple(
        TurnRow(
            begun=day(turn.begun.at.date()),
            ended=ended,
            bundle_hash=turn.bundle_hash,
            who=people.name(turn.begun.by),
            kind=names[turn.kind],
            reason=turn.reason,
        )
        for turn, ended in zip(all_turns, ends, strict=False)
    )


def course_of(known: Sequence[KnownModel], now: datetime) -> Course | None:
    """Draw which model was in use when; nothing where fewer than two times have been."""
    all_turns = sorted((turn for one in known for turn in one.turns), key=lambda turn: turn.serial)
    if len(all_turns) < 2:
        return None
    first = all_turns[0].begun.at
    span = max(now - first, timedelta(seconds=1))
    rows = list(dict.fromkeys(turn.bundle_hash for turn in all_turns))
    ends = [*(turn.begun.at for turn in all_turns[1:]), now]

    def place(moment: datetime) -> float:
        return _LEFT + (_WIDTH - _LEFT) * ((moment - first) / span)

    bars = tuple(
        Bar(
            x=f"{place(turn.begun.at):.1f}",
            y=f"{rows.index(turn.bundle_hash) * _ROW + 6.0:.1f}",
            width=f"{max(place(ended) - place(turn.begun.at), _LEAST):.1f}",
            is_live=turn is all_turns[-1],
        )
        for turn, ended in zip(all_turns, ends, strict=True)
    )
    told = _("{n} i brug siden {first}; nu {hash}…")
    models = count(len(rows), "model", "modeller")
    return Course(
        name=told.format(n=models, first=day(first.date()), hash=all_turns[-1].bundle_hash[:8]),
        height=f"{len(rows) * _ROW + 28.0:.0f}",
        bars=bars,
        labels=tuple((f"{place_y * _ROW + 21.0:.1f}", f"{name[:8]}…") for place_y, name in enumerate(rows)),
        ends=(day(first.date()), _("nu")),
    )


def ways_back(known: Sequence[KnownModel], reader: Principal) -> tuple[tuple[str, str], ...]:
    """Return the models this reader can go back to, each with when it was last in use, for a field to choose from."""
    if not may(reader, Operation.MODEL_ROLLBACK) or not any(one.is_live for one in known):
        return ()
    return tuple(
        (one.model.bundle_hash, _("{hash}…, senest i brug fra {day}").format(hash=one.model.bundle_hash[:12], day=when))
        for one in may_be_gone_back_to(known)
        if one.turns and (when := day(one.turns[0].begun.at.date()))
    )


def erased_text(cases: int) -> str:
    """Say how many cases were erased after the model in use read its history; nothing where none were."""
    if not cases:
        return ""
    many = count(cases, "sag", "sager") if cases >= FEW else _("under {n} sager").format(n=FEW)
    return _(
        "{n} er slettet, siden historikken bag modellen i brug blev læst. De er ude af den, når næste gentræning er "
        "taget i brug."
    ).format(n=many)
