"""How do people read the registers? As pages of ``docs``, which ``python -m`` and this module's name write anew."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.evidence.registers import Covered, MlTestScore, RiskRegister, ml_test_score, risk_register
from sagstyngde.danish import day

DOCS = Path(__file__).parents[2] / "docs"
_RISKS = """\
Gennemgået {day}. Skrevet af `docs/risk.toml`; `make test` efterser, at hver prøve, der er nævnt, findes."""
_RUBRIC = """\
Scored {day} by the rubric of Breck, Cai, Nielsen, Salib and Sculley (2017): 28 tests, half a point where one was
carried out by hand and written down, one where it runs by itself; the score is the least of the four sums. Made of
`ml-test-score.toml`; `make test` checks the sums and that the tests are there."""
STATUS = {Covered.COVERED: "opfyldt", Covered.PARTLY: "delvis", Covered.NOT: "ikke opfyldt"}


def risk_page(register: RiskRegister) -> str:
    """Write the register of risks in Danish: whoever answers for the system reads it."""
    counts = ", ".join(f"{register.count(status)} {word}" for status, word in STATUS.items())
    parts = ["# Risici, og hvad der gøres ved dem", _RISKS.format(day=day(register.reviewed_on)), "## Risici"]
    for risk in register.risk:
        parts += [
            f"### {risk.hazard}",
            f"**Rammer:** {risk.who} ({risk.severity.value})",
            f"**Hvad der gøres:** {risk.measure}",
            f"**Hvad der er tilbage:** {risk.residual}",
            f"**Krav:** {', '.join(risk.requirements) or '–'}. **Prøver:** {_code(risk.tests)}",
        ]
    rows = [
        (one.id, one.title, STATUS[one.status], one.missing or "–", _code(one.tests) or "–")
        for one in register.requirement
    ]
    parts += ["## Krav", f"{counts} af {len(register.requirement)}."]
    return "\n\n".join([*parts, _table(("Krav", "Hvad", "Status", "Hvad der mangler", "Prøver"), rows)]) + "\n"


def score_page(score: MlTestScore) -> str:
    """Write the ML Test Score."""
    sums = [(name, f"{total:g}") for name, total in score.sums.items()]
    rows = [(one.id, one.name, f"{one.score:g}", one.why, _code(one.tests) or "–") for one in score.test]
    parts = [
        "# ML Test Score",
        _RUBRIC.format(day=score.scored_on),
        f"**The score is {score.final:g} of 7.** More than 5 is the aim.",
        _table(("Section", "Sum of 7"), sums),
        _table(("Test", "What is asked", "Score", "Why", "Proved by"), rows),
    ]
    return "\n\n".join(parts) + "\n"


def _code(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def written() -> dict[Path, str]:
    """Return both pages by the file they are kept in."""
    return {DOCS / "risk.md": risk_page(risk_register()), DOCS / "ml-test-score.md": score_page(ml_test_score())}


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, "utf-8")
