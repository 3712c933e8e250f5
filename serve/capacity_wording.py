"""How is it said whether there are people enough? In frequencies, with what is missing; figures stand in tables too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from allocation.forecast import Forecast, Question, Side
from allocation.outlook import quantiles
from allocation.staffing import Aim, Staffing
from casework.forecast_sections import BAND
from serve.capacity_charts import short_months
from serve.language import _, ngettext
from serve.written import day, listing, number, percent

_EVEN, _RARE = 0.5, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer in a word, and the sentence behind it. ``kind``: enough, unsure or short."""

    kind: str
    word: str
    sentence: str


def verdict(held: Staffing, question: Question) -> Verdict:
    """Say whether there are people enough for all months together."""
    enough, aim = 1.0 - held.period_over, question.aim
    if aim.limit == 1.0:
        sentence = _("I {often} mulige forløb er der timer nok til sagerne de næste {months} måneder.")
    else:
        sentence = _("I {often} mulige forløb bliver belastningen højst {limit} over de næste {months} måneder.")
    kind = "enough" if enough >= aim.probability else "unsure" if enough >= _EVEN else "short"
    words = {"enough": _("Ja"), "unsure": _("Måske"), "short": _("Nej")}
    told = sentence.format(often=often(enough), months=question.months, limit=percent(aim.limit))
    return Verdict(kind=kind, word=words[kind], sentence=told)


def often(chance: float) -> str:
    """Say how often something is to be expected.

    >>> often(0.31), often(0.0), often(0.97)
    ('3 ud af 10', 'under 1 ud af 20', 'over 19 ud af 20')
    """
    if not _RARE <= chance <= 1.0 - _RARE:
        return _("under 1 ud af 20") if chance < _EVEN else _("over 19 ud af 20")
    return _("{n} ud af {whole}").format(n=max(1, min(9, round(10.0 * chance))), whole=10)


def out_of(share: float) -> str:
    """Say a round share as a frequency, of ten where that is exact.

    >>> out_of(0.8), out_of(0.95)
    ('8 ud af 10', '95 ud af 100')
    """
    whole = 10 if abs(10.0 * share - round(10.0 * share)) < 1e-9 else 100
    return _("{n} ud af {whole}").format(n=round(share * whole), whole=whole)


def need_sentence(held: Staffing, aim: Aim) -> str:
    """Say how many full-time equivalents it takes, how many there are, and what that leaves."""
    told = _("Der er {have} årsværk til sager. For at det rækker i {often} forløb, skal der {need} til: {left}.")
    return told.format(
        have=number(held.period_have, 1),
        often=out_of(aim.probability),
        need=number(held.period_need, 1),
        left=left_over(held.period_have - held.period_need),
    )


def left_over(spare: float) -> str:
    """Say what is missing or to spare, as a clause."""
    if round(spare, 1) == 0.0:
        return _("det går lige op")
    told = _("der mangler {n}") if spare < 0.0 else _("der er {n} i overskud")
    return told.format(n=number(abs(spare), 1))


def short_sentence(side: Side, aim: Aim, months: Sequence[str]) -> str:
    """Name the months that are short of hours."""
    short = [months[place] for place in short_months(side, aim)]
    if not short:
        return _("Der er timer nok i hver enkelt måned.")
    if len(short) == len(months):
        return _("Der er for få timer i alle {n} måneder.").format(n=len(months))
    return ngettext(
        "Der er for få timer i {n} måned: {names}.", "Der er for få timer i {n} måneder: {names}.", len(short)
    ).format(n=len(short), names=listing(short))


def drivers(told: Forecast, unit: str, *, is_house: bool) -> list[str]:
    """Say where the hours come from: what is in hand and runs off, and what is still to come."""
    ahead, months = told.base.ahead, told.question.months
    drawn = ahead.arrivals.sum(axis=(1, 2)).astype(np.float64)
    low, high = quantiles(drawn[:, None], BAND)[:, 0]
    said = [
        _(
            "Af de {total} {unit}, der ventes på {months} måneder, ligger {stock} i de sager, I har nu, og {new} i "
            "sager, der ventes at komme."
        ).format(
            total=number(float(ahead.expected.sum())),
            unit=unit,
            months=months,
            stock=number(float(ahead.stock_hours.sum())),
            new=number(float(ahead.new_hours.sum())),
        ),
        _(
            "De sager, I har nu, fylder {first} {unit} den første måned og {last} den sidste, efterhånden som de "
            "afsluttes. Der ventes {came} nye sager; i 8 ud af 10 forløb mellem {low} og {high}."
        ).format(
            first=number(float(ahead.stock_hours[0])),
            last=number(float(ahead.stock_hours[-1])),
            unit=unit,
            came=number(float(drawn.mean())),
            low=number(float(low)),
            high=number(float(high)),
        ),
    ]
    if is_house:
        past = told.materials.past[-12:]
        said.append(
            ngettext("Den seneste måned kom der {came}.", "De seneste {n} måneder kom der {came}.", len(past)).format(
                n=len(past), came=number(float(past.sum()))
            )
        )
    return said


def record_sentences(told: Forecast, unit: str) -> list[str]:
    """Say how earlier forecasts did, in months of ten, and what follows from it."""
    record = told.record
    if record.coverage is None:
        return [
            _(
                "Prognosen har ikke kunnet holdes op mod tidligere måneders timer. Det er et skøn, at hele niveauet "
                "kan ligge {off} forkert (én standardafvigelse)."
            ).format(off=percent(record.level_sd))
        ]
    made = ngettext(
        "Den samme prognose er lavet fra {n} tidligere dag og holdt op mod de {unit}, der siden blev registreret.",
        "Den samme prognose er lavet fra {n} tidligere dage og holdt op mod de {unit}, der siden blev registreret.",
        len(record.ratios),
    ).format(n=len(record.ratios), unit=unit)
    return [
        made,
        _(
            "Båndet i figuren skal rumme 8 ud af 10 måneder; dengang rummede det {held}. Hele niveauet kan "
            "ligge {off} forkert (én standardafvigelse); det er regnet med."
        ).format(held=often(record.coverage), off=percent(record.level_sd)),
    ]


def old_sentence(on: date) -> str:
    """Say that the forecast is out of date, before anything that it says."""
    return _(
        "Prognosen er regnet fra {day} og er mere end en måned gammel. Bed driften om at lave en ny, før I bruger den."
    ).format(day=day(on))
