"""What are models, figures and verdicts called in Danish, on the model card?"""

from collections.abc import Mapping

from features.scheme import Scheme
from models.told_figures import Figures
from models.verdict import Verdict

MODELS: Mapping[str, str] = {
    "ours": "pointtavlen",
    "majority": "hyppigste kategori",
    "logistic": "multinomial logistisk regression",
    "boosting": "fri gradient boosting",
    "forest": "random forest",
    "mean": "gennemsnit af alle sager",
    "category_table": "kategoritabel (Σ P(k) · gennemsnitstimer)",
    "glm": "Tweedie-GLM",
    "closed_only": "samme model, kun lukkede sager",
    "estimate": "menneskets eget skøn",
}
CATEGORY_FIGURES: Mapping[str, str] = {
    "accuracy": "træfsikkerhed",
    "qwk": "vægtet kappa",
    "log_loss": "log-tab",
}
EFFORT_FIGURES: Mapping[str, str] = {
    "r2_log": "R² (log)",
    "spearman": "rangkorrelation",
    "mae_hours": "middelfejl",
    "bias_ratio": "forudsagt/registreret",
}
GROUP_FIGURES: Mapping[tuple[str, str], str] = {
    ("category", "right"): "Rammer kategorien",
    ("category", "below"): "Foreslår for lav kategori",
    ("category", "set_coverage"): "Kategorisæt rummer den rigtige",
    ("effort", "ratio"): "Forudsagte timer / registrerede",
    ("effort", "above_interval"): "Flere timer end intervallet",
}
VERDICTS: Mapping[str, str] = {
    Verdict.INSIDE.value: "inden for",
    Verdict.OUTSIDE.value: "afviger",
    Verdict.TOO_LITTLE.value: "kan ikke afgøres",
}
NOT_SHOWN = "vises ikke"
"""A count that is withheld (``models.told_figures``)."""
SILENCES: Mapping[str, str] = {
    "for_lidt_oplyst": "for lidt oplyst",
    "ulig_tidligere_sager": "ulig tidligere sager",
    "kategorierne_ligger_for_taet": "kategorierne ligger for tæt",
}


def warnings_said(figures: Figures, scheme: Scheme) -> list[str]:
    """Return what the report warns of, its facts named as people know them."""
    labels = {fact.name: fact.label for fact in scheme.facts}
    return [_labelled(warning["text_da"], labels) for warning in figures["warnings"]]


def _labelled(text: str, labels: Mapping[str, str]) -> str:
    name, colon, rest = text.partition(": ")
    return f"{labels[name]}{colon}{rest}" if name in labels else text
