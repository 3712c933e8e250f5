"""How does the decision table look as a page? ``python -m tests.mandate.decision_table`` writes it into docs.

What stands in it is what the program answers, not what was expected: the tests hold the one against the other.
"""

from collections.abc import Iterator
from pathlib import Path

from mandate.register import Leave, Reemployment
from mandate.route import route
from mandate.wording import LEVEL_NAMES, amount_text
from sagstyngde.danish import whole_day
from sagstyngde.decision import Decider, Span
from sagstyngde.errors import AmountRefused
from tests.mandate.vignettes import Counted, Subject, Vignette, subjects

PAGE = Path(__file__).parents[2] / "docs" / "beslutningstabel.md"
HEAD = """\
# Beslutningstabel: hvem afgør?

Hver række er en prøve, som systemet består: spørgsmålet, svaret og hvorfor. Svarene er efter den kompetenceplan, der
følger med som eksempel (`mandate/registers/eksempel.toml`), som ingen kommune har vedtaget. Står der noget under
»Planen«, er den række prøvet med en anden måde at tælle måneder på. Alle personer er opdigtede.

Rækkerne står i `tests/vignettes/mandate/`; siden skrives med `python -m tests.mandate.decision_table` og rettes ikke i
hånden. Hvem der må træffe afgørelser på kommunens vegne, følger af kommunens egen delegation; planen gengiver den.
"""
COLUMNS = ("Tilfælde", "Sagsbehandler", "Afgørelse", "Niveau", "Begrundelse, som systemet giver den", "Hvorfor")


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *map(_section, subjects())])


def _section(subject: Subject) -> str:
    rows = [COLUMNS, ["---"] * len(COLUMNS), *map(_cells, subject.cases)]
    table = "\n".join(_row(*cells) for cells in rows)
    return f"## {subject.title}\n\n{subject.about}\n\n{table}\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(one: Vignette) -> tuple[str, ...]:
    provision, amount, decider, on = one.question()
    how_much = "beløb ikke oplyst" if amount is None else amount_text(amount)
    asked = f"{provision.text}, {how_much}, den {whole_day(on)}"
    try:
        found = route(one.register(), provision, amount, decider, on)
    except AmountRefused as refused:
        return one.title, _caseworker(one, decider), asked, "afvist", f"{refused.danish}.", one.why
    rule = "" if found.rule.rule is None else f"<br>regel {found.rule.rule}"
    return one.title, _caseworker(one, decider), asked, f"{LEVEL_NAMES[found.level]}{rule}", found.reason, one.why


def _caseworker(one: Vignette, decider: Decider | None) -> str:
    if decider is None:
        return "ingen endnu"
    parts = [f"ansat {_days(span)}" for span in decider.employments]
    parts += [f"orlov {_days(span)}" for span in decider.leaves]
    parts += [f"kompetence {held.name} {_days(held.span)}" for held in decider.competences]
    parts += [f"Planen: {', '.join(_counted(one.seniority))}"] if one.seniority is not None else []
    return "<br>".join(parts)


def _days(span: Span) -> str:
    return f"fra {whole_day(span.starts_on)}" + ("" if span.ends_on is None else f" til {whole_day(span.ends_on)}")


def _counted(counted: Counted) -> Iterator[str]:
    if counted.leave is Leave.PAUSES:
        yield "orlov sætter i bero"
    if counted.reemployment is Reemployment.CONTINUES:
        yield f"fortsætter efter højst {counted.gap_months} måneder"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
