"""What must somebody read before a model comes into use? What is asked of her, the gate, and what would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.promoting import gate_of
from sagstyngde.access import Principal
from sagstyngde.allowed import may
from sagstyngde.gate import Check, Outcome
from sagstyngde.operations import Operation
from serve.language import _, ngettext
from serve.model_view import standing_of
from serve.people import People
from serve.written import count, day, number, signed
from storage.models import KnownModel, ModelStage
from storage.shadows import ShadowPeriod
from storage.stamp import Stamp

SET_ASIDE = "fravig_"
"""What the field of a check that stops begins with; its code follows."""
_ORDER = (Outcome.STOPPED, Outcome.UNMEASURED, Outcome.NAMED, Outcome.PASSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """A check as its row says; ``mark`` and ``word`` say its outcome by shape and by word."""

    check: Check
    mark: str
    word: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures of a retraining: a caption, heads, and rows of a head and its cells."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a model would change for the cases that are open: in sentences, and in tables."""

    texts: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownModel:
    """All that a registered model's page shows, and which of its forms this reader has."""

    known: KnownModel
    lead: str
    lines: tuple[str, ...]
    checks: tuple[CheckRow, ...]
    change: Change | None
    other_scheme: bool
    is_silent: bool
    may_propose: bool
    may_approve: bool
    may_reject: bool
    may_shadow: bool

    @property
    def short(self) -> str:
        """What the model is called where there is little room."""
        return self.known.model.bundle_hash[:12]

    @property
    def stopping(self) -> tuple[CheckRow, ...]:
        """The checks that must be set aside, each with a reason."""
        return tuple(row for row in self.checks if row.check.stops)

    @property
    def proposal_id(self) -> str:
        """The proposal that waits, if one does."""
        waits = self.known.stage is ModelStage.PROPOSED
        return self.known.proposals[0].proposal_id if waits else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a model's page must know besides the model: who reads it, their names, and what answers silently."""

    reader: Principal
    people: People
    shadow: ShadowPeriod | None
    other_scheme: bool


def shown_model(known: KnownModel, around: Around) -> ShownModel:
    """Put a model's page together."""
    stage, reader = known.stage, around.reader
    waits = stage is ModelStage.PROPOSED
    mine = waits and known.proposals[0].proposed.by == reader.user_id
    gate = gate_of(known)
    checks = () if gate is None else sorted(gate.checks, key=lambda check: _ORDER.index(check.outcome))
    can_begin = stage is ModelStage.CANDIDATE and known.model.has_package and gate is not None
    silent = around.shadow is not None and around.shadow.bundle_hash == known.model.bundle_hash
    free = around.shadow is None and known.model.has_package and stage is not ModelStage.LIVE
    return ShownModel(
        known=known,
        lead=lead_of(known, around.people, reader),
        lines=tuple(standing_of(known, around.people)),
        checks=tuple(map(_row, checks)),
        change=_change(known.model.retraining),
        other_scheme=around.other_scheme,
        is_silent=silent,
        may_propose=can_begin and may(reader, Operation.MODEL_PROPOSE),
        may_approve=waits and not mine and may(reader, Operation.MODEL_APPROVE),
        may_reject=waits and may(reader, Operation.MODEL_REJECT),
        may_shadow=(silent or free) and may(reader, Operation.MODEL_SHADOW),
    )


def lead_of(known: KnownModel, people: People, reader: Principal) -> str:
    """Say what a model waits for, to whoever reads it."""
    if known.stage is ModelStage.PROPOSED:
        return _proposed_text(known.proposals[0].proposed, people, reader)
    return {
        ModelStage.CANDIDATE: _("Den er ny og svarer ingen. Læs prøven, før nogen indstiller den."),
        ModelStage.LIVE: _("Den er i brug."),
        ModelStage.APPROVED: _("Den er godkendt, men er ikke taget i brug."),
        ModelStage.RETIRED: _("Den har været i brug og er det ikke nu."),
    }[known.stage]


def _proposed_text(proposed: Stamp, people: People, reader: Principal) -> str:
    when, who = day(proposed.at.date()), people.name(proposed.by)
    if proposed.by == reader.user_id:
        return _("Du indstillede den {day}. En anden skal godkende den.").format(day=when)
    if may(reader, Operation.MODEL_APPROVE):
        return _("{who} indstillede den {day}. Den venter på din godkendelse.").format(who=who, day=when)
    return _("{who} indstillede den {day}. Den venter på, at en anden end {who} godkender den.").format(
        who=who, day=when
    )


def _row(check: Check) -> CheckRow:
    mark, word = {
        Outcome.PASSED: ("✓", _("bestået")),
        Outcome.NAMED: ("!", _("bør læses")),
        Outcome.STOPPED: ("✗", _("taler imod")),
        Outcome.UNMEASURED: ("?", _("kunne ikke måles og taler imod")),
    }[check.outcome]
    return CheckRow(check=check, mark=mark, word=word, field=f"{SET_ASIDE}{check.code}")


def _change(told: Mapping[str, Any] | None) -> Change | None:
    """Tell of a retraining's report what it says (``pipelines.retraining_told``); nothing where it says otherwise."""
    try:
        texts, tables = _of_open(told["open"]) if told and told["open"] else ([], [])
        tables += _of_table(told["table"]) if told and told["table"] else []
    except (KeyError, TypeError, ValueError):  # another version's report
        return None
    return Change(texts=tuple(texts), tables=tuple(tables)) if texts or tables else None


def _of_open(told: Mapping[str, Any]) -> tuple[list[str], list[Table]]:
    then, now = sum(told["hours_before"]), sum(told["hours_after"])
    texts = []
    if told["moves"] is not None:
        other = _("{n} af {all} åbne sager ville få forslag om en anden kategori.")
        texts.append(other.format(n=_few(told["other_category"]), all=_few(told["cases"])))
    hours = _("De åbne sager ventes at tage {now} timer de næste {months} mod {then} efter modellen i brug.")
    months = count(len(told["hours_before"]), "måned", "måneder")
    texts.append(hours.format(now=number(now), months=months, then=number(then)))
    if told["caseworkers"]:
        moved = _(
            "Af {all} står {more} til over 10 % flere timer og {less} til over 10 % færre med de sager, de har. "
            "Sagerne flyttes ikke af sig selv."
        )
        everybody = count(told["caseworkers"], "sagsbehandler", "sagsbehandlere")
        more, less = number(told["caseworkers_more"]), number(told["caseworkers_less"])
        texts.append(moved.format(all=everybody, more=more, less=less))
    pairs = enumerate(zip(told["hours_before"], told["hours_after"], strict=True), start=1)
    rows = tuple((str(month), (number(a), number(b), signed(b - a, 0))) for month, (a, b) in pairs)
    heads = (_("Måned frem"), _("Modellen i brug, timer"), _("Denne model, timer"), _("Forskel"))
    return texts, [Table(caption=_("Timer i alle åbne sager"), heads=heads, rows=rows)]


def _of_table(told: Mapping[str, Any]) -> list[Table]:
    rows = tuple(
        (
            f"{one['label']}: {one['value']}",
            (number(one["points_before"], 1), number(one["points_after"], 1)),
        )
        for one in told["changes"]
    )
    changed = told["changed"]
    caption = ngettext("Pointtavlen: {n} værdi vejer anderledes", "Pointtavlen: {n} værdier vejer anderledes", changed)
    heads = (_("Oplysning"), _("Point før"), _("Point nu"))
    return [Table(caption=caption.format(n=number(changed)), heads=heads, rows=rows)] if rows else []


def _few(value: int | None) -> str:
    return _("under 5") if value is None else number(value)
