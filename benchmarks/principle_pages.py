"""How do the compared principles read in Danish? What each is good and bad at, with the figure that shows it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from allocation.figures import FIGURES, Figure
from pipelines.compare_table import Answer, checked, opening
from pipelines.compare_words import findings, label, shown, spanned, strengths
from sagstyngde.danish import day

CHIEF = ("load_cv", "load_peak", "over_110", "wait_mean", "competence_misses", "sibling_splits", "district_crossings")


def page(answers: Mapping[str, Answer], titles: Mapping[str, str], assumed: Sequence[str]) -> str:
    """Return the whole page."""
    parts = [
        "# Tildelingskriterierne målt",
        f"Lavet af `python -m benchmarks.compare_principles` den {day(datetime.now(UTC).date())}. "
        "Alle tal er bedre, jo lavere de er. I parentes: grænserne, som ni ud af ti trukne verdener ligger imellem. "
        "Timerne er forudset af en model, der kun kender tiden før genspilningen.",
        "De opdigtede kommuner siger noget om principperne, ikke om nogen kommune. Byggesagerne er virkelige, men fra "
        "et andet fag og land, og:",
        _listed(assumed),
    ]
    for name, answer in answers.items():
        parts += _municipality(titles[name], answer)
    parts += ["## Sådan er tallene regnet ud"]
    parts.append(_listed([f"**{figure.label}** ({figure.unit.value}): {figure.definition}" for figure in FIGURES]))
    return "\n\n".join(parts) + "\n"


def _municipality(title: str, answer: Answer) -> list[str]:
    comparison, other = answer.comparison, answer.reference
    names = [name for name in comparison.names if name != other]
    return [
        f"## {title}",
        opening(answer),
        *answer.notes,
        *([checked(answer.check)] if answer.check else []),
        "**Historikken genspillet**",
        _grid(answer, lambda name, figure: shown(comparison.replayed(name, figure.name), figure.unit)),
        f"**Gennemsnit over {answer.replications} trukne verdener**",
        _grid(answer, lambda name, figure: spanned(comparison.drawn(name, figure.name), figure.unit)),
        "**Hvem klarer sig bedst?**",
        _listed(findings(comparison, other)),
        "**Hvad er hver politik god og dårlig til?**",
        _listed([f"**{label(name)}.** {strengths(comparison, name, other)}" for name in names]),
    ]


def _grid(answer: Answer, cell: Callable[[str, Figure], str]) -> str:
    figures = [figure for figure in FIGURES if figure.name in CHIEF]
    head = ["Politik", *(figure.label for figure in figures)]
    rows = [[label(name), *(cell(name, figure) for figure in figures)] for name in answer.comparison.names]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---", *["---:"] * len(figures)], *rows])


def _listed(texts: Sequence[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)
