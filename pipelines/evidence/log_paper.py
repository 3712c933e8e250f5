"""What does the log of a year say, and can its answers be given again? Counts; no child, no case and no person."""

from collections.abc import Iterator, Mapping

from models.told_figures import FEW
from pipelines.evidence.known import Known
from pipelines.evidence.log_words import ACTIONS, ALARMS, ANSWERS, DISSENTS, OVERRIDES
from pipelines.evidence.paper import Chapter, Grid
from pipelines.evidence.replay import Lacking, Replay
from sagstyngde.audit_words import DONE
from sagstyngde.danish import count, day, number
from sagstyngde.operations import Operation

Words = Mapping[str, str]

_OUTCOMES = {"allowed": "set", "denied": "afvist", "unknown": "findes ikke"}
_LACKING = {
    Lacking.MODEL: "modellen er ikke gemt, eller den er beskadiget",
    Lacking.VERSION: "sagens udgave fra dengang er ikke i sagsbogen",
}


def log_chapters(known: Known) -> tuple[Chapter, ...]:
    """Return the summary of the log (AI Act, Articles 12, 19 and 26)."""
    log = known.log
    since = day(log.since.date())
    judged = sum(log.judged.values())
    apart = [_steps(known, pair) for pair, many in log.judged.items() for _ in range(many)]
    far = sum(steps is not None and steps >= 2 for steps in apart)
    return (
        Chapter(
            code="opslag",
            title="Opslag",
            texts=(
                f"Siden {since} er {count(log.look_count, 'opslag', 'opslag')} logget; {number(log.denied)} blev "
                "afvist. "
                "Loggen er en kæde: den kan ikke ændres, uden at det ses.",
            ),
            grids=tuple(_grid("Opslag efter handling", ("Handling", "Udfald", "Antal"), _looks(known))),
        ),
        Chapter(
            code="svar",
            title="Svar, og hvad mennesker sagde til dem",
            texts=(
                f"{count(log.answer_count, 'svar', 'svar')} siden {since}; i {number(log.withheld)} af dem blev der "
                "ikke "
                "foreslået en kategori.",
                f"{number(log.settled)} forslag er afgjort af et menneske, {number(sum(log.overrides.values()))} af "
                "dem ved "
                "tilsidesættelse.",
                f"{count(judged, 'sag', 'sager')} blev vurderet, før forslaget blev vist; {number(far)} vurderinger "
                "lå to "
                "trin eller mere fra forslaget.",
            ),
            grids=(
                *_grid("Svar efter model", ("Model", "Svar"), [(name[:12], few(n)) for name, n in log.answers.items()]),
                *_grid(
                    "Tilsidesættelser efter grund",
                    ("Grund", "Antal"),
                    [(OVERRIDES.get(why, why), few(n)) for why, n in log.overrides.items()],
                ),
            ),
        ),
        Chapter(
            code="advarsler",
            title="Advarsler og uenigheder om fordelingen",
            texts=(
                f"{count(sum(log.alarms.values()), 'advarsel', 'advarsler')} siden {since}; "
                f"{number(sum(n for (_, action), n in log.alarms.items() if action is None))} er åbne.",
            ),
            grids=(
                *_grid("Advarsler", ("Slags", "Lukket med", "Antal"), _pairs(log.alarms, ALARMS, ACTIONS, "åben")),
                *_grid(
                    "Uenigheder", ("Grund", "Svar", "Antal"), _pairs(log.dissents, DISSENTS, ANSWERS, "ikke besvaret")
                ),
            ),
        ),
    )


def replay_chapters(replay: Replay | None) -> tuple[Chapter, ...]:
    """Return what replaying the answers came to."""
    if replay is None:
        told = "Ingen svar er genspillet denne gang: kommandoen blev kørt med --replay 0."
        return (Chapter(code="genspilning", title="Genspilning", texts=(told,)),)
    verdict = "Alle kom ud, som de blev givet." if replay.holds else "Ikke alle kunne gives igen; se nedenfor."
    return (
        Chapter(
            code="genspilning",
            title="Genspilning",
            texts=(
                f"Af {count(replay.given, 'svar', 'svar')} siden {day(replay.since.date())} er "
                f"{number(replay.tried)} givet "
                f"igen af deres egen model ud fra sagen, som den var; {number(replay.equal)} er ens til mindste "
                "bogstav og "
                f"sidste decimal. {verdict}",
                f"{number(replay.among_many)} af dem blev givet for mange sager ad gangen, uden lignende sager.",
                f"{count(replay.erased, 'sag', 'sager')}, loggen kender fra perioden, er slettet siden; deres svar er "
                "slettet med dem og skal ikke kunne genspilles.",
            ),
            grids=(
                *_grid(
                    "Svar, der ikke kunne gives igen",
                    ("Model", "Hvorfor", "Svar"),
                    [(name[:12], _LACKING[why], number(many)) for (name, why), many in replay.lacking.items()],
                ),
                *_grid(
                    "Svar, der kom anderledes ud",
                    ("Svar", "Model", "Hvor"),
                    [(one.assessment_id, one.bundle_hash[:12], ", ".join(one.fields)) for one in replay.different],
                ),
            ),
        ),
    )


def few(many: int) -> str:
    """Write a count that could point at somebody as what it is under.

    >>> few(4), few(1200), few(0)
    ('under 5', '1.200', '0')
    """
    return f"under {FEW}" if 0 < many < FEW else number(many)


def _steps(known: Known, pair: tuple[str, str | None]) -> int | None:
    """Return how many steps a judgement lies from the suggestion; ``None`` where a code is not on the model's scale."""
    codes = known.scheme.scale.codes
    suggested, judged = pair
    return abs(codes.index(suggested) - codes.index(judged)) if suggested in codes and judged in codes else None


def _looks(known: Known) -> list[tuple[str, ...]]:
    words = {operation.value: DONE.get(operation, operation.value) for operation in Operation}
    return [
        (words.get(name, name), _OUTCOMES.get(outcome or "", outcome or "–"), few(many))
        for (name, outcome), many in known.log.looks.items()
    ]


def _pairs(
    counted: Mapping[tuple[str, str | None], int], firsts: Words, seconds: Words, none: str
) -> list[tuple[str, ...]]:
    return [
        (firsts.get(first, first), seconds.get(second, second) if second else none, few(many))
        for (first, second), many in counted.items()
    ]


def _grid(caption: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[Grid]:
    if rows:
        yield Grid(caption=caption, header=header, rows=tuple(rows))
