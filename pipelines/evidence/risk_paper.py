"""What can go wrong, as whoever answers for the system reads it? The register, with what is left and every test."""

from pipelines.evidence.known import Known
from pipelines.evidence.paper import Chapter, Grid
from pipelines.evidence.register_pages import STATUS
from sagstyngde.danish import day


def risk_chapters(known: Known) -> tuple[Chapter, ...]:
    """Return the register of risks with every test."""
    register = known.register
    return (
        risk_chapter(known, "Risici"),
        Chapter(
            code="krav",
            title="Krav R01–R56",
            texts=("Hvert krav er nævnt én gang, med det, der mangler, hvor det ikke er opfyldt.",),
            grids=(
                Grid(
                    caption="Krav, status og prøver",
                    header=("Krav", "Hvad", "Status", "Mangler", "Prøver"),
                    rows=tuple(
                        (one.id, one.title, STATUS[one.status], one.missing or "–", ", ".join(one.tests) or "–")
                        for one in register.requirement
                    ),
                ),
            ),
        ),
    )


def risk_chapter(known: Known, title: str) -> Chapter:
    """Return the risks under a heading of their reader's."""
    return Chapter(
        code="risici",
        title=title,
        texts=(f"Gennemgået {day(known.register.reviewed_on)} for programmet.",),
        grids=(
            Grid(
                caption="Risici med foranstaltning og det, der er tilbage",
                header=("Risiko", "Rammer", "Alvor", "Hvad der gøres", "Tilbage"),
                rows=tuple(
                    (one.hazard, one.who, one.severity.value, one.measure, one.residual) for one in known.register.risk
                ),
            ),
        ),
        own=known.written("risici"),
        old=known.outdated("risici"),
    )
