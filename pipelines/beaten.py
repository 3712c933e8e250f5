"""Is the model beaten by something plainer on the newest cases? Then whoever would put it to use must be told."""

from collections.abc import Iterator, Mapping
from typing import Any

from features.quality_notices import Notice

_PLAINER = {
    ("category", "majority", "log_loss"): Notice(
        code="category_beaten_by_shares",
        text_da="kategoriernes andele alene ramte de nyeste sager klart bedre end modellen: brug ikke forslagene, "
        "før grunden er fundet",
        text_en="the categories' shares alone were clearly better on the newest cases than the model: do not use its "
        "suggestions before the reason is found",
    ),
    ("effort", "category_table", "deviance"): Notice(
        code="effort_beaten_by_category_table",
        text_da="den enkle kategoritabel (gennemsnitstimer for hver kategori) ramte de nyeste sagers timer klart bedre "
        "end modellen: brug ikke timerne, før grunden er fundet",
        text_en="the plain category table (mean hours of each category) was clearly better on the newest cases' hours "
        "than the model: do not use the hours before the reason is found",
    ),
}


def beaten(report: Mapping[str, Any]) -> Iterator[Notice]:
    """Yield a notice where the 95 per cent interval of ours less theirs lies wholly on the wrong side."""
    for (part, plainer, figure), notice in _PLAINER.items():
        gain = report[part].get("against", {}).get(plainer, {}).get(figure)
        if gain is not None and gain["low"] > 0.0:
            yield notice
