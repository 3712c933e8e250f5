"""What must a reader know before trusting a model? Its card, in Danish, from the manifest and the evaluation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.bundle import ModelBundle
from sagstyngde.danish import number

Figures = Mapping[str, Any]

_BASELINES = {
    "majority": "hyppigste kategori",
    "logistic": "multinomial logistisk regression",
    "boosting": "fri gradient boosting",
    "forest": "random forest",
    "mean": "gennemsnit",
    "category_table": "kategoritabel (Σ P(k) · gennemsnitstimer)",
    "glm": "Tweedie-GLM",
    "closed_only": "samme model, kun lukkede sager",
    "estimate": "menneskets eget skøn",
}


def model_card(bundle: ModelBundle, report: Figures) -> str:
    """Return the card as Markdown; figures are the report's, measured on the newest cases."""
    return "\n".join(_lines(bundle, report)) + "\n"


def _lines(bundle: ModelBundle, report: Figures) -> Iterator[str]:
    manifest, scheme = bundle.manifest, bundle.frame.scheme
    yield f"# Modelkort: {scheme.title}"
    yield ""
    if report.get("synthetic"):
        yield "**Alle oplysninger er opdigtede. Tallene siger intet om en virkelig kommune.**\n"
    yield f"- Skema {scheme.name}, version {scheme.version}; model {manifest.content_hash[:12]}"
    yield f"- Lært af {manifest.training_cases} sager modtaget før {manifest.trained_through:%d.%m.%Y}"
    by = "de nyeste sager" if report["by_time"] else "en fast tilfældig del, fordi historikken er uden datoer"
    yield f"- Prøvet på {by}: {report['n_test']} sager"
    yield f"- {' '.join(manifest.notes)}"
    yield ""
    yield "## Hvad modellen er til"
    yield ""
    yield "Den forudsiger arbejde: hvor kompleks en ny sag er, og hvor mange timer den ventes at tage måned for måned."
    yield "Den siger intet om barnets behov, udvikling eller ret til hjælp, og den må ikke indgå i en afgørelse."
    yield "Et menneske bestemmer altid kategorien og fordelingen."
    yield ""
    yield from _warning_lines(report.get("warnings", ()))
    yield from _category_lines(report["category"])
    yield from _effort_lines(report["effort"], scheme.effort.unit)
    yield "## Begrundelser"
    yield ""
    exact = report["explanation"]
    yield (
        f"Bidragene er eksakte: største afvigelse fra shap {exact['parity_max_abs']:.1e}, "
        f"fra modellens eget svar {exact['additivity_max_abs']:.1e}."
    )


def _warning_lines(warnings: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """What the data check said of the history: a reader weighs the figures by it."""
    if not warnings:
        return
    yield "## Vær opmærksom på"
    yield ""
    for warning in warnings:
        yield f"- {warning['text_da']}"
    yield ""


def _category_lines(category: Figures) -> Iterator[str]:
    yield "## Kategori"
    yield ""
    yield "| | træfsikkerhed | vægtet kappa | log-tab |"
    yield "|---|---|---|---|"
    for name, figures in {"pointtavlen": category, **category.get("baselines", {})}.items():
        cells = (figures["accuracy"], figures["qwk"], figures["log_loss"])
        yield f"| {_BASELINES.get(name, name)} | " + " | ".join(number(cell, 3) for cell in cells) + " |"
    yield ""
    yield (
        f"Sandsynlige kategorier rummer den rigtige i {number(100 * category['coverage'], 1)} % af vurderingerne "
        f"(lovet {number(100 * category['set_level'], 0)} %), i snit {number(category['mean_set_size'], 1)} "
        f"kategorier. Kalibreringsfejl {number(category['ece'], 3)}. Modellen tier i "
        f"{number(100 * category['abstention']['any'], 1)} % af sagerne."
    )
    yield ""


def _effort_lines(effort: Figures, unit: str) -> Iterator[str]:
    yield "## Tidsforbrug"
    yield ""
    if effort["n_matured"] == 0:
        yield "Ingen af de nyeste sager har hele forløbet bag sig, så timerne kan ikke prøves endnu."
        yield ""
        return
    yield f"| | R² (log) | rangkorrelation | middelfejl ({unit}) | forudsagt/registreret |"
    yield "|---|---|---|---|---|"
    for name, figures in {"pointtavlen": effort, **effort.get("baselines", {})}.items():
        cells = (figures["r2_log"], figures["spearman"], figures["mae_hours"], figures["bias_ratio"])
        yield f"| {_BASELINES.get(name, name)} | " + " | ".join(number(cell, 3) for cell in cells) + " |"
    yield ""
    yield (
        f"Intervallet rummer {number(100 * effort['interval_coverage'], 1)} % af {effort['n_matured']} sager, hvis "
        f"forløb er fuldt kendt, og er {number(100 * effort['interval_width_ratio'], 0)} % så bredt som et interval, "
        "der ikke kender sagen."
    )
    yield ""
