"""What does an analyst see of a training run? Its steps, its main figures, and where everything was written."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.bundle import check_place
from models.learn import Training
from pipelines.progress import Steps
from pipelines.train import card_file, train, write
from sagstyngde.danish import number
from sagstyngde.errors import Language

STEPS = 8


def run(  # noqa: PLR0913  the command's own options
    scheme: str,
    history: Path,
    out: Path,
    *,
    report: Path | None,
    how: Training,
    tracking: str | None,
    console: Console,
    language: Language = Language.DANISH,
) -> None:
    """Train, write the bundle and the report, log the run, and show the warnings and the figures."""
    check_place(out)
    with Steps.shown(console, total=STEPS) as steps:
        trained = train(scheme, history, how, steps)
        write(trained, out, report)
        if tracking is not None:
            steps("Logger i MLflow")
            from pipelines.tracking import track

            track(trained, tracking)
    console.print(warnings(trained.report, language))
    console.print(figures(trained.report))
    console.print(f"Model {trained.bundle.content_hash[:12]}: {out}", highlight=False)
    console.print(f"Modelkort: {card_file(report or out.with_suffix('.report.json'))}", highlight=False)


def warnings(report: dict[str, Any], language: Language) -> Text:
    """Repeat what the data check warns of: who trains sees it, whether or not the check was run."""
    key = "text_da" if language is Language.DANISH else "text_en"
    heading = "Vær opmærksom på" if language is Language.DANISH else "Be aware"
    told = [f"  {warning['code']}: {warning[key]}" for warning in report["warnings"]]
    return Text("\n".join([f"{heading}:", *told]) if told else "", style="yellow")


def figures(report: dict[str, Any]) -> Table:
    """Lay a report's main figures out beside the baselines'."""
    table = Table("", "log-tab", "vægtet kappa", "R² (log)", "rangkorr.", "bias", title="Nyeste sager")
    rows = {"pointtavlen": (report["category"], report["effort"])}
    category, effort = (report[part].get("baselines", {}) for part in ("category", "effort"))
    rows |= {name: (category.get(name, {}), effort.get(name, {})) for name in {**category, **effort}}
    for name, (judged, hours) in rows.items():
        cells = [judged.get("log_loss"), judged.get("qwk"), hours.get("r2_log"), hours.get("spearman")]
        table.add_row(name, *map(_cell, [*cells, hours.get("bias_ratio")]))
    return table


def _cell(value: float | None) -> str:
    return "" if value is None else number(value, 3)
