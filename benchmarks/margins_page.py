"""How are margins and power laid out to be read? From the figures alone."""

from collections.abc import Sequence

from benchmarks.mandate_measured import Measured, Section, share_with_error
from benchmarks.surroundings import Json
from mandate.finding import Design, OutcomeName, Scale
from mandate.margin_words import DESIGNS, OUTCOMES
from sagstyngde.danish import number, percent


def section(powers: Sequence[Json], wrongs: Sequence[Json], months: int) -> Section:
    """Lay the figures out to be read."""
    tables = (
        Measured(
            title="Hvor tit vises en påstand?",
            columns=(
                "påstand",
                "design",
                "teams",
                "afgørelser pr. team og måned",
                "lovet styrke",
                "vist, når virkningen er som regnet med",
                "vist, når virkningen er lig med grænsen",
            ),
            rows=tuple(_power_row(one) for one in powers),
            texts=2,
        ),
        Measured(
            title="Før og efter: hvor tit vises det fejlagtigt, at højst 5 procentpoint flere bevilges?",
            columns=("teams", "rho", "rettet for samvariation", "hver afgørelse for sig"),
            rows=tuple(
                (
                    number(one["teams"]),
                    number(one["rho"], 1),
                    share_with_error(one["ours"], one["replications"]),
                    share_with_error(one["plain"], one["replications"]),
                )
                for one in wrongs
            ),
            texts=0,
        ),
    )
    return Section(
        key="margins",
        title="Marginer og styrke",
        command="python -m benchmarks.margins_power",
        about=(
            f"Forsøg på {months} måneder med start midtvejs, rho 0,3, alle teams lige store. En påstand er "
            "vist, når den ensidige 95 %-grænse ligger inden for marginen. Den lovede styrke er, hvad `sagstyngde "
            "mandate power` siger om en plan, hvis antagelser er den opdigtede verdens. Sidste kolonne må være 5 %: så "
            "tit siges en stigning så stor som grænsen at være inden for den.",
        ),
        tables=tables,
        figures=[
            *({"kind": "power"} | one for one in powers),
            *({"kind": "before_after"} | one for one in wrongs),
        ],
    )


def _power_row(one: Json) -> tuple[str, ...]:
    setting = one["setting"]
    outcome = OutcomeName(setting["outcome"])
    points = 100.0 * (setting["margin"] - outcome.scale.no_effect)
    unit = "%" if outcome.scale is Scale.RATIO else "procentpoint"
    bound = f"mindst {number(-points)} {unit} mindre" if points < 0.0 else f"højst {number(points)} {unit} mere"
    return (
        f"{OUTCOMES[outcome]}: {bound}",
        DESIGNS[Design(setting["design"])],
        number(setting["teams"]),
        number(setting["decisions"]),
        percent(one["promised"]),
        share_with_error(one["shown"], one["replications"]),
        share_with_error(one["wrongly_shown"], one["replications"]),
    )
