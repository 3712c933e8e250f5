"""Annex IV, sections 5 to 9: risks, changes through its life, standards, declaration, and what is done when in use."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from pipelines.evidence.known import Known
from pipelines.evidence.paper import Chapter, Grid
from pipelines.evidence.register_pages import STATUS
from sagstyngde.danish import count, day, number
from storage.tables.models import TurnKind

WATCHED_EVERY = timedelta(days=31)
"""A model that is in use is watched at least once a month."""
_OUTCOMES = {"passed": "bestået", "named": "nævnt", "stopped": "standset", "unmeasured": "kunne ikke måles"}
_TURNS = {TurnKind.PROMOTION: "taget i brug", TurnKind.ROLLBACK: "taget i brug igen (tilbageførsel)"}


def life_chapters(known: Known) -> tuple[Chapter, ...]:
    """Return sections 5 to 9."""
    return _risks(known), _changes(known), _standards(), _declaration(known), _afterwards(known)


def _risks(known: Known) -> Chapter:
    register = known.register
    met = ", ".join(f"{register.count(status)} {words}" for status, words in STATUS.items())
    return Chapter(
        code="5",
        title="5. Risikostyring",
        texts=(
            f"Registeret rummer {count(len(register.risk), 'risiko', 'risici')} med foranstaltning, det, der er "
            "tilbage, og de "
            f"prøver, der viser det; det er gennemgået {day(register.reviewed_on)} for programmet. Af "
            f"{len(register.requirement)} krav er {met}. Registeret står i risici.html.",
        ),
        grids=(
            Grid(
                caption="Risici, hvem de rammer, og hvad der er tilbage",
                header=("Risiko", "Rammer", "Alvor", "Tilbage"),
                rows=tuple((one.hazard, one.who, one.severity.value, one.residual) for one in register.risk),
            ),
        ),
        own=known.written("risici"),
        old=known.outdated("risici"),
    )


def _changes(known: Known) -> Chapter:
    life = known.history
    registered, answering = life.registered, life.answering
    if registered is None and answering is None:
        nothing = "modellen er ikke registreret i sagsbogen og har aldrig svaret her"
        return Chapter(code="6", title="6. Ændringer i systemets levetid", lacking=nothing)
    return Chapter(
        code="6",
        title="6. Ændringer i systemets levetid",
        texts=tuple(_told(known)),
        grids=tuple(grid for grid in (_turn_grid(known), _gate_grid(known.gate), *_decided(known)) if grid.rows),
    )


def _told(known: Known) -> Iterator[str]:
    life = known.history
    if life.registered is None:
        yield "Modellen er ikke registreret, så ingen har indstillet eller godkendt den i sagsbogen."
    else:
        yield f"Registreret {day(life.registered.model.registered.at.date())} af {life.registered.model.registered.by}."
    if life.answering is not None:
        first, last = life.answering.first_at.date(), life.answering.last_at.date()
        yield f"Har givet {count(life.answering.answers, 'svar', 'svar')} fra {day(first)} til {day(last)}."
    if known.gate is None:
        yield "Prøven før ibrugtagning er ikke registreret for denne model."
    if life.pending is None:
        yield "Hvor mange sager der er slettet, siden historikken blev læst, vides ikke: dagen er ikke registreret."
    else:
        yield f"Sletninger, der venter på gentræning: {count(life.pending, 'sag', 'sager')}."


def _turn_grid(known: Known) -> Grid:
    """Return which model was live when: each until the next one's turn began."""
    ends = ["nu", *(day(turn.begun.at.date()) for turn in known.history.turns)]
    rows = tuple(
        (turn.bundle_hash[:12], _TURNS[turn.kind], day(turn.begun.at.date()), end, turn.begun.by, turn.reason)
        for turn, end in zip(known.history.turns, ends, strict=False)
    )
    header = ("Model", "Hvordan", "Fra", "Til", "Af", "Begrundelse")
    return Grid(caption="Hvilken model der svarede hvornår", header=header, rows=rows)


def _gate_grid(gate: Mapping[str, Any] | None) -> Grid:
    checks = () if gate is None else gate.get("checks", ())
    return Grid(
        caption="Prøven før ibrugtagning",
        header=("Prøvepunkt", "Udfald", "Målt", "Grænse"),
        rows=tuple(
            (check["label"], _OUTCOMES.get(check["outcome"], check["outcome"]), check["figure"], check["limit"])
            for check in checks
        ),
    )


def _decided(known: Known) -> Iterator[Grid]:
    registered = known.history.registered
    if registered is None:
        return
    yield Grid(
        caption="Indstillinger af modellen: to forskellige personer",
        header=("Indstillet", "Af", "Begrundelse", "Udfald", "Af", "Tilsidesatte prøvepunkter"),
        rows=tuple(
            (
                day(one.proposed.at.date()),
                one.proposed.by,
                one.reason,
                "afventer"
                if one.outcome is None
                else {"approved": "godkendt", "rejected": "afvist"}[one.outcome.value],
                one.settled.by if one.settled else "–",
                "; ".join(f"{code}: {why}" for code, why in one.overrides.items()) or "ingen",
            )
            for one in registered.proposals
        ),
    )


def _standards() -> Chapter:
    return Chapter(
        code="7",
        title="7. Standarder",
        texts=(
            "Ingen harmoniseret standard efter AI-forordningen er anvendt som grundlag for formodning om "
            "overensstemmelse. "
            "I stedet opfyldes kravene i kapitel III, afdeling 2, af de foranstaltninger, risikoregisteret nævner "
            "med deres "
            "prøver. Disse fælles normer er brugt som mål:",
        ),
        points=(
            "EN 301 549 og WCAG 2.2 AA for siderne (tilgængelighed)",
            "RFC 9457 (fejl), RFC 9110 (etag), IETF Idempotency-Key (gentagne forespørgsler)",
            "RFC 8785 (kanonisk JSON) og Ed25519 for log og underskrifter",
            "CycloneDX 1.6 for styklister",
            "OWASP ASVS 5.0 som tjekliste for sikkerhed; den er ikke gennemgået række for række",
            "ML Test Score (Breck m.fl. 2017) som mål for, hvor godt modellen er prøvet",
        ),
    )


def _declaration(known: Known) -> Chapter:
    manifest = known.manifest
    return Chapter(
        code="8",
        title="8. EU-overensstemmelseserklæring (skabelon, artikel 47 og bilag V)",
        texts=(
            f"Systemets navn og udgave: Sagstyngde {manifest.code_version}, model {manifest.content_hash[:12]}, skema "
            f"{manifest.scheme_name} {manifest.scheme_version}.",
            "Erklæringen udstedes på udbyderens eneansvar. Systemet er i overensstemmelse med forordning (EU) "
            "2024/1689 og, "
            "hvor personoplysninger behandles, med forordning (EU) 2016/679. Henvisning til standarder: afsnit 7. "
            "Bemyndiget organ: ikke relevant ved intern kontrol (bilag VI), medmindre kommunen har valgt andet.",
            "Denne side er en skabelon. Den er først en erklæring, når den er udfyldt, dateret og underskrevet.",
        ),
        own=known.written("erklaering"),
        old=known.outdated("erklaering"),
    )


def _afterwards(known: Known) -> Chapter:
    runs = known.history.runs
    return Chapter(
        code="9",
        title="9. Plan for overvågning efter ibrugtagning (artikel 72)",
        texts=(
            "Hver nat: belastning og advarsler. Hver måned: de nyeste sager holdt op mod dem, modellen lærte af, timer "
            "registreret mod forudsagt, kalibrering på vurderede sager, tilsidesættelser, uenigheder, tavshed og "
            "grupper. "
            "Et fund vises på siden Modellen og kan standse en natlig kørsel; en analytiker ser på det, og en leder "
            "lukker "
            "advarslen med en handling.",
            "Ved en ny model: prøven, to personer, skyggedrift, hvis det er besluttet, og tilbageførsel med én "
            "kommando. "
            "Alvorlige hændelser indberettes efter artikel 73.",
            f"Modellen er overvåget {count(len(runs), 'gang', 'gange')}; senest {day(runs[0].ran.at.date())}."
            if runs
            else "Modellen er endnu ikke overvåget.",
            f"Det seneste år er der givet {number(known.log.answer_count)} svar; se logoversigten.",
        ),
        own=known.written("haendelser"),
        old=known.outdated("haendelser") or _unwatched(known),
    )


def _unwatched(known: Known) -> str:
    """Say that a model in use has not been watched for more than a month; nothing where it has."""
    newest = known.history.turns[0] if known.history.turns else None
    if newest is None or newest.bundle_hash != known.manifest.content_hash:
        return ""
    watched = [run.ran.at for run in known.history.runs]
    last = max([newest.begun.at, *watched])
    is_late = known.at - last > WATCHED_EVERY
    return (
        f"modellen er i brug og senest overvåget {day(last.date())}"
        if is_late and watched
        else ("modellen er i brug og ikke overvåget" if is_late else "")
    )
