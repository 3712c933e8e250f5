"""What was the model learned from? The data's source, period, counts, gaps and labels, and what the checks said."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from models.card_words import warnings_said
from pipelines.evidence.group_tables import told_count
from pipelines.evidence.known import Known
from pipelines.evidence.paper import Chapter, Grid
from sagstyngde.danish import count, day, number, percent


def data_chapters(known: Known) -> tuple[Chapter, ...]:
    """Return the datasheet's chapters (AI Act, Article 10, Annex IV 2 d)."""
    return _source(known), _cases(known), _missing(known), _labels(known), _checks(known)


def _source(known: Known) -> Chapter:
    manifest, lineage = known.manifest, known.lineage
    texts = [
        f"Skema: {known.scheme.title}, udgave {manifest.scheme_version}; det navngiver hver oplysning, hvornår den "
        "kendes, "
        "og om den må indgå i modellen eller kun i kontrollen af fejl.",
        f"Sager modtaget før {day(manifest.trained_through)} indgår i læringen.",
    ]
    if manifest.synthetic:
        texts.append("Historikken er opdigtet af programmet selv.")
    if lineage is None:
        texts.append("Historikkens egen kontrolsum er ikke registreret.")
    else:
        texts.append(f"Historikkens kontrolsum: {lineage.get('data_hash', 'ikke registreret')}.")
    if known.history.pending is not None:
        texts.append(f"Sager slettet, siden historikken blev læst: {number(known.history.pending)}.")
    own = known.written("data")
    return Chapter(code="kilde", title="Kilde og periode", texts=tuple(texts), own=own, old=known.outdated("data"))


def _cases(known: Known) -> Chapter:
    figures, manifest = known.figures, known.manifest
    if figures is None:
        told = f"{count(manifest.training_cases, 'sag', 'sager')} at lære af; ingen er holdt tilbage til en prøve."
        return Chapter(code="sager", title="Sager", texts=(told,))
    return Chapter(
        code="sager",
        title="Sager",
        texts=(
            f"{number(figures['n_train'])} sager at lære af, {number(figures['n_calibrate'])} at indstille med og "
            f"{number(figures['n_test'])} at prøve på; antal under fem vises ikke.",
        ),
        grids=tuple(
            Grid(
                caption=f"Sager i prøven efter {grouping['label'].lower()}",
                header=("Gruppe", "Sager"),
                rows=tuple((group["label"], told_count(group["n"])) for group in grouping["groups"]),
            )
            for grouping in figures.get("groups", {}).get("by", ())
        ),
    )


def _missing(known: Known) -> Chapter:
    shares = missing_shares(known)
    return Chapter(
        code="mangler",
        title="Hvad der mangler",
        texts=(
            "Andelen af de sager, modellen husker, hvor en oplysning ikke er vurderet eller ikke kan regnes ud. En "
            "mangel "
            "er ukendt og bliver aldrig til nul.",
        ),
        grids=(
            Grid(
                caption="Oplysninger, der mangler",
                header=("Oplysning", "Mangler i"),
                rows=tuple((label, percent(share)) for label, share in shares.items()),
            ),
        ),
    )


def missing_shares(known: Known) -> dict[str, float]:
    """Return by a source's label the share of remembered cases that lack it, the most lacking first."""
    frame = known.bundle.frame
    rows = np.asarray(known.bundle.neighbours.earlier.rows, dtype=np.float64)
    lacking = np.isnan(rows[:, frame.source_starts]).mean(axis=0) if len(rows) else np.zeros(len(frame.sources))
    found = zip(map(frame.label, frame.sources), lacking.tolist(), strict=True)
    return dict(sorted(found, key=lambda one: (-one[1], one[0])))


def _labels(known: Known) -> Chapter:
    bands, log = known.manifest.bands, known.log
    judged = sum(log.judged.values())
    return Chapter(
        code="kategorier",
        title="Hvor kategorierne kommer fra",
        texts=(
            "Ingen har vurderet kategorier i historikken: de er dannet af registrerede timer, delt ved "
            + ", ".join(number(limit, 1) for limit in bands)
            + " timer."
            if bands
            else "Mennesker har vurderet kategorierne; hver vurdering har sin dag.",
            *_raters(known.figures),
            f"Det seneste år er {count(judged, 'sag', 'sager')} vurderet, før forslaget blev vist. Kun sådanne "
            "vurderinger "
            "siger, hvad modellen er værd: en vurdering, der følger forslaget, gentager det.",
        ),
        grids=tuple(_categories(known)),
    )


def _raters(figures: Mapping[str, Any] | None) -> Iterator[str]:
    raters = (figures or {}).get("category", {}).get("raters", {})
    if "qwk" in raters:
        yield f"To personer om samme sag var enige med en vægtet kappa på {number(raters['qwk'], 2)}."


def _categories(known: Known) -> Iterator[Grid]:
    held = (known.figures or {}).get("category", {}).get("coverage_by_category", {})
    if held:
        names = {one.code: one.name for one in known.scheme.scale}
        yield Grid(
            caption="Vurderinger i prøven efter kategori",
            header=("Kategori", "Vurderinger"),
            rows=tuple((names.get(code, code), told_count(one["n"])) for code, one in held.items()),
        )


def _checks(known: Known) -> Chapter:
    figures = known.figures
    texts = (
        "Historikken prøves række for række, før der læres af den: enheder, dubletter, fremtidige datoer, "
        "oplysninger, der "
        "først kendes senere, og kolonner, der afslører svaret. Noget, der ville gøre modellen forkert, standser "
        "træningen.",
    )
    if figures is None:
        return Chapter(code="kontrol", title="Kontrol af data", texts=(*texts, "Resultatet er ikke gemt med modellen."))
    found = tuple(warnings_said(figures, known.scheme))
    told = "Kontrollen og prøven nævnte:" if found else "Kontrollen og prøven nævnte intet."
    return Chapter(code="kontrol", title="Kontrol af data", texts=(*texts, told), points=found)
