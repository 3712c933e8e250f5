"""What do figures by group say to a reader who is no statistician? Where a group differs, and where nobody can tell.

Under-estimation comes first: whoever's cases are thought lighter than they are gets too little time.
"""

from collections.abc import Iterator

from models.card_words import GROUP_FIGURES
from models.told_figures import Figures
from models.verdict import Verdict
from serve.language import _, ngettext
from serve.wording import chance_text
from serve.written import number

_UNDER = (("category", "below"), ("effort", "ratio"), ("effort", "above_interval"))
"""The figures that show under-estimation."""


def groups_said(groups: Figures) -> list[str]:
    """Say which groups differ, how many do not, and of how many nothing can be said."""
    found = list(_figures(groups))
    if not found:
        return [
            _("Ingen gruppe har {n} af de nyeste sager: der kan ikke siges noget endnu.").format(n=groups["fewest"])
        ]
    verdicts = [figure["verdict"] for *_where, figure in found]
    lines = [_differs(*one) for one in sorted(found, key=_under_first) if one[-1]["verdict"] == Verdict.OUTSIDE]
    if not lines:
        lines = [_("Ingen gruppe afviger klart fra de andre i de tal, der kan sammenlignes.")]
    inside, open_ = verdicts.count(Verdict.INSIDE), verdicts.count(Verdict.TOO_LITTLE)
    told = ngettext(
        "{n} sammenligning viser, at gruppen ligger inden for det tilladte.",
        "{n} sammenligninger viser, at gruppen ligger inden for det tilladte.",
        inside,
    ).format(n=inside)
    undecided = ngettext(
        "{n} kan ikke afgøres: der er for få sager til at se, om gruppen afviger. Det betyder ikke, at den ikke gør.",
        "{n} kan ikke afgøres: der er for få sager til at se, om gruppen afviger. Det betyder ikke, at den ikke gør.",
        open_,
    ).format(n=open_)
    few = sum(not _has_figures(group) for grouping in groups["by"] for group in grouping["groups"])
    none = ngettext(
        "{n} gruppe har for få sager til overhovedet at få et tal (under {fewest}).",
        "{n} grupper har for få sager til overhovedet at få et tal (under {fewest}).",
        few,
    ).format(n=few, fewest=groups["fewest"])
    return [*lines, told, *([undecided] if open_ else []), *([none] if few else [])]


def _figures(groups: Figures) -> Iterator[tuple[str, str, tuple[str, str], Figures]]:
    """Yield every figure that has a verdict: of which grouping and group, which figure, and the figure."""
    for grouping in groups["by"]:
        for group in grouping["groups"]:
            for part, name in GROUP_FIGURES:
                if name in group[part]:
                    yield grouping["label"], group["label"], (part, name), group[part][name]


def _has_figures(group: Figures) -> bool:
    return any(name in group[part] for part, name in GROUP_FIGURES)


def _under_first(one: tuple[str, str, tuple[str, str], Figures]) -> bool:
    return one[2] not in _UNDER


def _differs(grouping: str, group: str, kind: tuple[str, str], figure: Figures) -> str:
    """Say in a sentence how a group differs."""
    who = f"{grouping}, {group}"
    if kind == ("effort", "ratio"):
        text = _("{who}: for hver 100 registrerede timer var {n} ventet (fra {low} til {high}).")
        low, high, value = (number(100.0 * figure[key]) for key in ("low", "high", "value"))
        return text.format(who=who, n=value, low=low, high=high)
    others = figure["value"] - figure["gap_value"]
    text = _("{who} afviger. {figure}: {n} sager mod {others} blandt de øvrige.")
    return text.format(who=who, figure=GROUP_FIGURES[kind], n=chance_text(figure["value"]), others=chance_text(others))
