"""Is the challenger better than something plainer on the newest cases? Else the plainer should be used instead."""

from collections.abc import Iterator
from typing import Any

from pipelines.gate.levels import stop_z
from pipelines.gate.paired import Z95
from pipelines.gate.trial import Trial
from sagstyngde.danish import signed
from sagstyngde.gate import Check, Outcome

_PLAINER = (
    ("category", "majority", "log_loss", "Kategori: bedre end andelene alene", "kategoriernes andele", "log-tab"),
    ("effort", "category_table", "deviance", "Timer: bedre end den enkle kategoritabel", "den enkle tabel", "deviance"),
)


def beside_plainer(trial: Trial) -> Iterator[Check]:
    """Yield a check for the categories' shares and one for the plain table of mean hours."""
    for part, plainer, figure, label, name, unit in _PLAINER:
        gain = trial.challenger.report[part].get("against", {}).get(plainer, {}).get(figure)
        yield _check(f"plainer_{part}", label, name, unit=unit, gain=gain)


def _check(code: str, label: str, name: str, *, unit: str, gain: dict[str, Any] | None) -> Check:
    limit = f"forskellen til {name} under nul"
    if gain is None:
        told = "Der var ingen sager at prøve på."
        return Check(code=code, label=label, outcome=Outcome.UNMEASURED, figure="ikke målt", limit=limit, told=told)
    error = (gain["high"] - gain["low"]) / (2.0 * Z95)
    outcome, told = Outcome.PASSED, ""
    if gain["difference"] - stop_z(len(_PLAINER)) * error > 0.0:
        outcome, told = Outcome.STOPPED, f"{name.capitalize()} ramte de nyeste sager sikkert bedre end modellen."
    elif gain["high"] >= 0.0:
        outcome, told = Outcome.NAMED, f"Ingen kan være sikker på, at modellen er bedre end {name}."
    between = f"95 %: {signed(gain['low'], 3)} til {signed(gain['high'], 3)}"
    figure = f"forskel {signed(gain['difference'], 3)} {unit} ({between})"
    return Check(code=code, label=label, outcome=outcome, figure=figure, limit=limit, told=told)
