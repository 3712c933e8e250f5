"""How is an evaluation told to those who decide? What was shown first, then figures, the plan, and what it rests on.

The page in the application and the file that is printed and mailed are made of the same parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from mandate.finding import Design, Estimate, Undecidable, Verdict
from mandate.findings import Asked, ClaimFound, Findings, Found
from mandate.likert import Answers
from mandate.margin_words import DESIGNS, OUTCOMES, claim_text
from mandate.trial_plan import Assignment, TrialPlan
from serve.evaluation_charts import effect_text, event_chart, range_text, series_chart, unit_of, whisker
from serve.language import _, later, ngettext
from serve.rendering import STATIC, rendered
from serve.written import count, day, first, listing, number, percent, signed

VERDICTS = {
    Verdict.SHOWN: (later("Vist"), "✓"),
    Verdict.NOT_SHOWN: (later("Ikke vist"), "○"),
    Verdict.WORSE: (later("Værre"), "▲"),
    Verdict.UNDECIDABLE: (later("Kan ikke afgøres"), "?"),
}
"""Each verdict's word, and a mark that a grey print can tell apart."""
METHODS = {
    Design.BEFORE_AFTER: later(
        "Før og efter holder andelen efter start op mod andelen før. Ser intet af, hvad der ellers ændrede sig imens."
    ),
    Design.INTERRUPTED: later(
        "Afbrudt tidsserie holder månederne efter start op mod, hvordan udvikling og årstid før ville "
        "være fortsat. Andet, der skete samtidig, kan ligne en virkning."
    ),
    Design.STAGGERED: later(
        "Team med forskudt start holdes op mod team, der endnu ikke er begyndt, i de samme måneder. Det, "
        "der rammer alle team ens, tæller ikke med; det, der kun rammer nogle, gør."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictShown:
    """A verdict as it stands: its word, its mark, its class and its sentence without the word."""

    word: str
    mark: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A claim's row of figures; the last four are empty where nothing can be decided."""

    name: str
    claim: str
    verdict: VerdictShown
    design: str
    is_primary: bool
    effect: str = ""
    interval: str = ""
    rests_on: str = ""
    drawing: Markup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Charted:
    """An outcome's two charts; one that there is too little for is missing."""

    name: str
    series: Markup | None
    study: Markup | None


def evaluation_context(findings: Findings) -> dict[str, Any]:
    """Return what the templates of an evaluation show."""
    charted = [one for one in map(_charted, findings.claims) if one.series or one.study]
    return {
        "findings": findings,
        "plan": findings.plan,
        "verdict": verdict_shown(findings.verdict, findings.text),
        "claims": [_claim_row(one) for one in findings.claims],
        "charted": charted[:1],
        "more_charts": charted[1:],
        "beside": [row for one in findings.claims for row in _beside(one)],
        "asked": [_asked_row(one) for one in findings.asked],
        "facts": list(_facts(findings.plan)),
        "looked": _looked(findings),
        "notes": list(_notes(findings)),
        "methods": [_(METHODS[design]) for design in _designs(findings)],
    }


def evaluation_file(findings: Findings) -> str:
    """Return an evaluation as one HTML file that needs no other: to print, to mail, to put on the case."""
    style = Markup((STATIC / "evaluering.css").read_text("utf-8"))  # noqa: S704  our own file
    return rendered("evaluation_file.html", evaluation_context(findings) | {"style": style})


def verdict_shown(verdict: Verdict, text: str) -> VerdictShown:
    """Part a verdict's word from its sentence.

    >>> verdict_shown(Verdict.SHOWN, "Vist: højst 2,1 procentpoint flere bevilges.").text
    'Højst 2,1 procentpoint flere bevilges.'
    """
    word, mark = VERDICTS[verdict]
    word = _(word)
    return VerdictShown(word=word, mark=mark, kind=verdict.value, text=first(text.removeprefix(f"{word}: ")))


def _claim_row(one: ClaimFound) -> ClaimRow:
    judged, found = one.judged, one.described
    claim = judged.claim
    row = ClaimRow(
        name=first(OUTCOMES[claim.outcome]),
        claim=claim_text(claim),
        verdict=verdict_shown(judged.verdict, judged.text),
        design=DESIGNS[judged.found.design],
        is_primary=one.is_primary,
    )
    if isinstance(found, Undecidable):
        return row
    return replace(
        row,
        effect=f"{effect_text(found.scale, found.effect)} {unit_of(found.scale)}",
        interval=_interval(found),
        rests_on=f"{number(found.decisions)} / {number(found.teams)} / {number(found.months)}",
        drawing=whisker(claim, found),
    )


def _interval(found: Estimate) -> str:
    return range_text(effect_text(found.scale, found.low), effect_text(found.scale, found.high))


def _charted(one: ClaimFound) -> Charted:
    return Charted(
        name=first(OUTCOMES[one.judged.claim.outcome]),
        series=series_chart(one.series) if one.series else None,
        study=event_chart(one.study) if one.study else None,
    )


def _beside(one: ClaimFound) -> Iterator[tuple[str, str, str, str]]:
    """Give what the other designs found: outcome, design, effect and interval, or why there is none."""
    for found in one.beside:
        name, design = first(OUTCOMES[found.outcome]), DESIGNS[found.design]
        if isinstance(found, Undecidable):
            yield name, design, "", found.reason
        else:
            yield name, design, f"{effect_text(found.scale, found.effect)} {unit_of(found.scale)}", _interval(found)


def _asked_row(one: Asked) -> tuple[str, str, str, str]:
    moved = "–"
    if one.change is not None:
        low, high = (signed(100.0 * limit, 0) for limit in one.change)
        moved = _("{range} procentpoint").format(range=range_text(low, high))
    missing = _("for få svar") if one.has_too_few else "–"
    return one.text, _answers_text(one.before, missing), _answers_text(one.after, missing), moved


def _answers_text(answers: Answers | None, missing: str) -> str:
    """Write the share that agrees, its limits and how many answered."""
    if answers is None:
        return missing
    low, high = answers.interval
    return _("{share} ({range}; {n} svar)").format(
        share=percent(answers.share), range=range_text(percent(low), percent(high)), n=number(answers.number)
    )


def _facts(plan: TrialPlan) -> Iterator[tuple[str, str]]:
    """Quote the plan."""
    yield _("Hvad prøves"), plan.purpose
    yield _("Bestemmelser"), listing([provision.text for provision in plan.provisions])
    yield _("Periode"), range_text(day(plan.starts_on), day(plan.ends_on))
    for starts_on in sorted(set(plan.starts)):
        begin = [team.name for team in plan.teams if team.starts_on == starts_on]
        yield _("Begynder {day}").format(day=day(starts_on)), listing(begin)
    compared = [team.name for team in plan.teams if team.starts_on is None]
    if compared:
        yield _("Til sammenligning"), listing(compared)
    drawn = plan.assignment is Assignment.LOT
    yield _("Hvem begynder hvornår"), _("ved lodtrækning") if drawn else _("valgt, ikke lodtrukket")
    for claim in plan.claims:
        weight = _("Påstand, skal vises") if claim.is_primary else _("Påstand, til oplysning")
        yield weight, f"{claim_text(claim.claim)} ({DESIGNS[claim.design]})"


def _looked(findings: Findings) -> str:
    looked = findings.looked
    if looked is None:
        return _("Der er ingen afgørelser, som planen omfatter.")
    text = _("{decisions} fra {teams}, truffet {range} ({source}).").format(
        decisions=count(looked.decisions, "afgørelse", "afgørelser"),
        teams=count(looked.teams, "team", "team"),
        range=range_text(day(looked.since), day(looked.until)),
        source=looked.source,
    )
    if not looked.refused_rows:
        return text
    rows = ngettext(
        "{n} række kunne ikke læses og er ikke med.", "{n} rækker kunne ikke læses og er ikke med.", looked.refused_rows
    )
    return f"{text} {rows.format(n=number(looked.refused_rows))}"


def _notes(findings: Findings) -> Iterator[tuple[str, list[str]]]:
    """Give what a reader must know, by outcome; what holds for all of them first, and each sentence once."""
    told: set[str] = set(findings.notes)
    if findings.notes:
        yield _("Alle"), list(findings.notes)
    for one in findings.claims:
        found: tuple[Found, ...] = (one.described,)
        own = [*one.notes, *(note for each in found if isinstance(each, Estimate) for note in each.notes)]
        fresh = [note for note in dict.fromkeys(own) if note not in told]
        told.update(fresh)
        if fresh:
            yield first(OUTCOMES[one.judged.claim.outcome]), fresh


def _designs(findings: Findings) -> list[Design]:
    used = {found.design for one in findings.claims for found in (one.described, *one.beside)}
    return [design for design in Design if design in used]
