"""How is a comparison laid out: on a terminal, as JSON, and as Markdown with every definition?"""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from rich import box
from rich.markup import escape
from rich.table import Table

from allocation.comparison import ACTUAL, LEVEL, Comparison, Range
from allocation.figures import FIGURES, Figure
from allocation.record import Record
from pipelines.compare_words import difference, findings, label, shown, spanned, strengths
from pipelines.replay_check import Check
from sagstyngde.danish import day, number, percent

ABREAST = 4
MOSTLY_HER_OWN = 0.5
DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A comparison and what it rests on: the record, how its hours were foreseen, and what is to be said of it.

    ``check`` is how well the replay of the actual allocation gives the history's own figures.
    """

    comparison: Comparison
    record: Record
    since: int
    replications: int
    seed: int
    foreseen: str
    reference: str
    check: Check | None
    notes: tuple[str, ...]


def tables(answer: Answer) -> list[Table]:
    """Return the replayed figures, a row a figure, with so many policies side by side as a terminal has room for."""
    names = answer.comparison.names
    return [_table(answer, names[first : first + ABREAST]) for first in range(0, len(names), ABREAST)]


def _table(answer: Answer, names: Sequence[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("Historikken genspillet")
    for name in names:
        table.add_column(escape(label(name)), justify="right")
    for figure in FIGURES:
        cells = (shown(answer.comparison.replayed(name, figure.name), figure.unit) for name in names)
        table.add_row(figure.label, *cells)
    return table


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as JSON values; what cannot be measured is ``None``."""
    comparison, record = answer.comparison, answer.record
    return {
        "record": _described(answer),
        "figures": [
            {"name": one.name, "label": one.label, "unit": one.unit.value, "definition": one.definition}
            for one in FIGURES
        ],
        "policies": [
            {
                "name": name,
                "figures": {
                    one.name: {
                        "replayed": _finite(comparison.replayed(name, one.name)),
                        "drawn": _limits(comparison.drawn(name, one.name)),
                        "against": {
                            other: _limits(comparison.difference(name, other, one.name))
                            for other in _references(answer)
                            if other != name
                        },
                    }
                    for one in FIGURES
                },
            }
            for name in comparison.names
        ],
        "findings": findings(comparison, answer.reference),
        "check": None if answer.check is None else asdict(answer.check),
        "caseworkers": [str(one.caseworker_id) for one in record.staff],
        "notes": list(answer.notes),
    }


def _described(answer: Answer) -> dict[str, Any]:
    record, comparison = answer.record, answer.comparison
    return {
        "from": record.starts_on.isoformat(),
        "measured_from": (record.starts_on + timedelta(weeks=answer.since)).isoformat(),
        "weeks": record.weeks,
        "cases": len(record.cases),
        "staff": len(record.staff),
        "hours": round(float(record.work_hours.sum()), 1),
        "load": round(comparison.load, 4),
        "casework_share": round(comparison.rules.casework_share, 4),
        "foreseen": answer.foreseen,
        "worlds": answer.replications,
        "level": LEVEL,
        "seed": answer.seed,
        "reference": answer.reference,
    }


def _references(answer: Answer) -> list[str]:
    return [answer.reference, *([ACTUAL] if ACTUAL in answer.comparison.names else [])]


def _limits(drawn: Range | None) -> dict[str, float] | None:
    return None if drawn is None else {name: round(value, DIGITS) for name, value in asdict(drawn).items()}


def _finite(value: float) -> float | None:
    return round(value, DIGITS) if math.isfinite(value) else None


def markdown(answer: Answer, charts: Sequence[tuple[str, str]] = ()) -> str:
    """Return the answer as a page: what was replayed, who wins what, the tables, and every definition."""
    comparison = answer.comparison
    parts = [
        "# Tildelingskriterier sammenlignet",
        opening(answer),
        *answer.notes,
        *([checked(answer.check)] if answer.check else []),
        "## Hvem klarer sig bedst?",
        "\n".join(f"- {text}" for text in findings(comparison, answer.reference)),
        *(["## Hvad er hver politik god og dårlig til?", _strengths(answer)] if answer.replications else []),
        "## Historikken genspillet",
        _grid(answer, lambda name, figure: shown(comparison.replayed(name, figure.name), figure.unit)),
    ]
    if answer.replications:
        parts += [
            "## Gennemsnit over de trukne verdener",
            f"I parentes: grænserne, som {percent(LEVEL)} af verdenerne ligger imellem.",
            _grid(answer, lambda name, figure: spanned(comparison.drawn(name, figure.name), figure.unit)),
            f"## Forskel til {label(answer.reference)}",
            "Verden for verden, så et godt eller dårligt år ikke tæller med. Andele i procentpoint. En forskel, hvis "
            "grænser ligger på hver sin side af nul, er ikke vist.",
            _grid(
                answer,
                lambda name, figure: difference(
                    comparison.difference(name, answer.reference, figure.name), figure.unit
                ),
            ),
        ]
    parts += [f"![{text}]({name})" for name, text in charts]
    parts += ["## Sådan er tallene regnet ud", "Alle tal er bedre, jo lavere de er."]
    parts.append("\n".join(f"- **{figure.label}** ({figure.unit.value}): {figure.definition}" for figure in FIGURES))
    return "\n\n".join(parts) + "\n"


def _strengths(answer: Answer) -> str:
    """Say of every policy what it is better and worse at than the reference."""
    comparison, other = answer.comparison, answer.reference
    names = [name for name in comparison.names if name != other]
    return "\n".join(f"- **{label(name)}.** {strengths(comparison, name, other)}" for name in names)


def opening(answer: Answer) -> str:
    """Say what was replayed and how."""
    record, load = answer.record, answer.comparison.load
    since = record.starts_on + timedelta(weeks=answer.since)
    text = (
        f"{number(len(record.cases))} sager og {len(record.staff)} sagsbehandlere i {record.weeks} uger fra "
        f"{day(record.starts_on)}, målt fra {day(since)}. Timerne er dem, der blev registreret, i den uge de faldt; "
        f"sagerne kommer på deres dag, og hver gang vælger politikken selv. {answer.foreseen} "
        f"Arbejdet udgør i alt {percent(load)} af nettotimerne."
    )
    if load > 1.0:
        text += " En ligelig fordeling af en umulig belastning er stadig umulig: der er mere arbejde, end der er timer."
    return text


def checked(check: Check) -> str:
    """Say how well the replay of what was done gives the history's own figures."""
    text = (
        "Genspilningen af det, der skete, er holdt op mod historikken: "
        f"{percent(check.hours_at_holder)} af timerne ligger hos den sagsbehandler, der registrerede dem, "
        f"ugernes timer pr. sagsbehandler følges ad med en korrelation på {number(check.weekly_correlation, 2)}, "
        f"og antallet af åbne sager pr. sagsbehandler afviger i gennemsnit {number(check.count_difference, 2)}. "
        f"Regnet efter, hvem der registrerede timerne, var spredningen i belastning {percent(check.recorded_cv)} og "
        f"den højeste belastning {percent(check.recorded_peak)}."
    )
    if check.hours_at_holder < MOSTLY_HER_OWN:
        text += (
            " Mange arbejder altså på samme sag: det, der skete, er her, hvem der var ansvarlig, ikke hvem der gjorde "
            "arbejdet."
        )
    return text


def _grid(answer: Answer, cell: Callable[[str, Figure], str]) -> str:
    head = ["Politik", *(figure.label for figure in FIGURES)]
    rows = [[label(name), *(cell(name, figure) for figure in FIGURES)] for name in answer.comparison.names]
    lines = [head, ["---", *["---:"] * len(FIGURES)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
