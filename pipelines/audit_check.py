"""Does the log hold, and what is the operator told? Every link, seal and anchor, with a bar while it runs."""

import json
from collections.abc import Iterator, Mapping

from rich.console import Console

from pipelines.progress import Steps
from sagstyngde.danish import count, number
from sagstyngde.errors import Language, LogBroken
from sagstyngde.settings import Settings
from storage.audit_anchors import kept
from storage.audit_chain import Break, Fault
from storage.audit_verify import Verdict, Witness, verify
from storage.engine import open_engine, reading
from storage.patience import JOB
from storage.signing_keys import SigningKey, read_key

_WORDS: Mapping[Fault, tuple[str, str]] = {
    Fault.EDITED: ("the look was changed after it was written", "opslaget er ændret, efter at det blev skrevet"),
    Fault.DELETED: ("one look or more was deleted from here", "herfra er et eller flere opslag slettet"),
    Fault.INSERTED: ("one look or more was put in here", "her er et eller flere opslag sat ind"),
    Fault.SWAPPED: ("the look changed places with a later one", "opslaget har byttet plads med et senere"),
    Fault.TRUNCATED: ("the log was cut off from here", "herfra er loggen skåret af"),
    Fault.HEAD_ALTERED: ("the log's head does not follow from the last look", "loggens hoved følger ikke af opslagene"),
    Fault.SEAL_ALTERED: ("the seal was altered, or made without the key", "seglet er ændret eller lavet uden nøglen"),
    Fault.REWRITTEN: ("the log was rewritten; it is not the one that was anchored", "loggen er skrevet om; det er ikke "
                      "den, der blev forankret"),
    Fault.ANCHOR_FORGED: ("the anchor was not signed with the key", "ankeret er ikke underskrevet med nøglen"),
}  # fmt: skip


def check(settings: Settings, console: Console) -> Verdict:
    """Check the log against its anchors and key, as far as they are set.

    Raises:
        InputRefused: the anchors or the key cannot be read.
        NotReady: the database cannot be reached.

    """
    witness = Witness(anchors=kept(settings.audit_anchor) if settings.audit_anchor else (), key=key_of(settings))
    engine = open_engine(settings.database_url, patience=JOB)
    try:
        with Steps.shown(console) as steps, reading(engine) as connection:
            return verify(connection, witness, lambda count, of: steps.at("Efterprøver loggen", count, of))
    finally:
        engine.dispose()


def key_of(settings: Settings) -> SigningKey | None:
    """Return the key that signs, or ``None`` where none is set."""
    return read_key(settings.audit_key) if settings.audit_key else None


def assert_holds(verdict: Verdict) -> None:
    """Let a log that does not hold stop what would build on it.

    Raises:
        LogBroken: with the first break.

    """
    if verdict.breaks:
        english, danish = (_sentence(verdict.breaks[0], language) for language in (Language.ENGLISH, Language.DANISH))
        raise LogBroken(english=f"the log does not hold: {english}", danish=f"loggen holder ikke: {danish}")


def sentences(verdict: Verdict, language: Language) -> Iterator[str]:
    """Yield what an operator is told, a line each."""
    danish = language is Language.DANISH
    counts = (verdict.row_count, verdict.seal_count, verdict.anchor_count, verdict.end.sequence)
    if not verdict.breaks:
        yield "Loggen holder." if danish else "The log holds."
    for one in verdict.breaks:
        yield _sentence(one, language)
    if danish:
        anchors = count(verdict.anchor_count, "anker", "ankre")
        looks, seals, _, last = map(number, counts)
        yield f"Efterprøvet: {looks} opslag, {seals} segl og {anchors}, til og med nr. {last}."
    else:
        yield "Checked: {:,} looks, {:,} seals and {:,} anchors, up to no. {:,}.".format(*counts)


def as_json(verdict: Verdict) -> str:
    """Write a verdict for systems."""
    breaks = [{"sequence": one.sequence, "fault": one.fault.value, "after": one.after} for one in verdict.breaks]
    return json.dumps(
        {
            "holds": not verdict.breaks,
            "breaks": breaks,
            "rows": verdict.row_count,
            "seals": verdict.seal_count,
            "anchors": verdict.anchor_count,
            "end": {"sequence": verdict.end.sequence, "hash": verdict.end.hash},
        }
    )


def _sentence(one: Break, language: Language) -> str:
    english, danish = _WORDS[one.fault]
    if language is Language.DANISH:
        where = f" Ændringen ligger efter nr. {one.after}." if one.after is not None else ""
        return f"Nr. {one.sequence}: {danish}.{where}"
    where = f" The change lies after no. {one.after}." if one.after is not None else ""
    return f"No. {one.sequence}: {english}.{where}"
