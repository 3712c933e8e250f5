"""What must a reader know before trusting a model? Its card: one HTML file in Danish, from manifest and evaluation.

It needs nothing beside itself, so that it can be mailed, printed and put on the case. ``models/templates/card.html``
holds the sentences, this file the figures.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from features.scheme import Scheme
from models import card_charts, card_hours, card_words
from models.bundle import Manifest, ModelBundle
from models.card_words import NOT_SHOWN
from models.told_figures import FEW
from models.verdict import MOST_RATIO
from sagstyngde.danish import count, day, listing, number, percent

Figures = Mapping[str, Any]

HERE = Path(__file__).parent


def model_card(bundle: ModelBundle, report: Figures) -> str:
    """Return the card as HTML; figures are the report's, measured on the newest cases."""
    return standing_card(bundle.manifest, bundle.frame.scheme, report)


def standing_card(manifest: Manifest, scheme: Scheme, report: Figures) -> str:
    """Return the card as one file that needs no other."""
    return _filled("card.html", card_context(manifest, scheme, report))


def card_body(manifest: Manifest, scheme: Scheme, report: Figures) -> Markup:
    """Return the card without its head and its first heading, to stand on a page: the same sentences and figures."""
    return _part("card_body.html", card_context(manifest, scheme, report))


def card_groups(report: Figures) -> Markup:
    """Return the card's tables of groups, with how they are read."""
    return _part("card_groups.html", _groups(report))


def card_limits() -> Markup:
    """Return what no model of this kind may be used for."""
    return _part("card_limits.html", {})


def card_context(manifest: Manifest, scheme: Scheme, report: Figures) -> dict[str, Any]:
    """Return what the card's templates show."""
    category, effort = report["category"], report["effort"]
    is_tried = effort["n_matured"] or effort.get("n_in_parts")
    return {
        "manifest": manifest,
        "scheme": scheme,
        "report": report,
        "warnings": card_words.warnings_said(report, scheme),
        "category": category,
        "effort": effort,
        "category_rows": list(rows_beside(category, card_words.CATEGORY_FIGURES)),
        "effort_rows": list(rows_beside(effort, card_words.EFFORT_FIGURES)) if is_tried else [],
        "hours_sums": list(card_hours.sums(effort)),
        "hours_forms": list(card_hours.forms(effort)),
    } | _groups(report)


def _groups(report: Figures) -> dict[str, Any]:
    groups = report["groups"]
    return {
        "report": report,
        "groupings": [_grouping(grouping, groups) for grouping in groups["by"]],
        "detectable": _detectable(groups),
    }


def _part(template: str, context: Mapping[str, Any]) -> Markup:
    return Markup(_filled(template, context))  # noqa: S704  the template has escaped it


def _filled(template: str, context: Mapping[str, Any]) -> str:
    return _templates().get_template(template).render(**context)


def rows_beside(part: Figures, wanted: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each model's name and its figures with intervals, ours first."""
    intervals = part.get("intervals", {})
    for name, figures in {"ours": part, **part.get("baselines", {})}.items():
        cells = [_with_interval(figures[key], intervals.get(name, {}).get(key)) for key in wanted]
        yield card_words.MODELS.get(name, name), cells


def _with_interval(value: float, interval: Sequence[float] | None) -> str:
    digits = 2 if abs(value) < 10 else 0
    if interval is None:
        return number(value, digits)
    low, high = (number(limit, digits) for limit in interval)
    return f"{number(value, digits)} ({low}; {high})"


def _grouping(grouping: Figures, rule: Figures) -> dict[str, Any]:
    return {
        "label": grouping["label"],
        "rows": [
            {
                "label": group["label"],
                "n": _count(group["n"]),
                "cells": [
                    _cell(group[part].get(name), name, rule["tolerance"]) for part, name in card_words.GROUP_FIGURES
                ],
            }
            for group in grouping["groups"]
        ],
    }


def _count(cases: int | None) -> str:
    if cases is None:
        return NOT_SHOWN
    return f"under {FEW}" if cases < FEW else number(cases)


def _cell(figure: Figures | None, name: str, tolerance: float) -> dict[str, Any] | None:
    """Return a group's figure as text, drawing and verdict; ``None`` where there are too few cases."""
    if figure is None:
        return None
    value, limits = figure["value"], (figure["low"], figure["high"])
    verdict = {"verdict": figure["verdict"], "word": card_words.VERDICTS[figure["verdict"]]}
    if name == "ratio":
        text = f"{number(value, 2)} ({number(limits[0], 2)}; {number(limits[1], 2)})"
        return verdict | {"text": text, "chart": card_charts.ratio_whisker(value, limits, (1 / MOST_RATIO, MOST_RATIO))}
    others = value - figure.get("gap_value", 0.0)
    chart = card_charts.whisker(value, limits, (others - tolerance, others + tolerance))
    low, high = (number(100 * limit) for limit in limits)
    return verdict | {"text": f"{percent(value)} ({low}; {high})", "chart": chart}


def _detectable(groups: Figures) -> tuple[str, str] | None:
    """Return the finest and the coarsest difference in percentage points that the groups' sizes can show."""
    found = [
        figure["detectable"]
        for grouping in groups["by"]
        for group in grouping["groups"]
        for part in ("category", "effort")
        for figure in group[part].values()
        if isinstance(figure, Mapping) and "detectable" in figure
    ]
    return (number(100 * min(found)), number(100 * max(found))) if found else None


def _curve(points: Sequence[Figures]) -> Markup:
    """Draw the share of errors over the share of cases answered."""
    drawn = [(point["answered"], point["error"]) for point in points]
    return card_charts.curve(drawn, min(1.0, 0.1 * (int(10 * max(error for _, error in drawn)) + 1)))


def _day(iso: str) -> str:
    """Write a report's day as a reader does."""
    return day(date.fromisoformat(iso))


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=number, percent=percent, listing=listing, curve=_curve, day=_day)
    environment.globals.update(
        count=count,
        category_heads=list(card_words.CATEGORY_FIGURES.values()),
        effort_heads=list(card_words.EFFORT_FIGURES.values()),
        sum_heads=card_hours.HEADS,
        form_heads=list(card_hours.FORM_FIGURES.values()),
        group_heads=list(card_words.GROUP_FIGURES.values()),
        silences=card_words.SILENCES,
    )
    return environment
