"""How long does a retraining take, how often do the data checks stop a clean one, and what does it say of real cases?

``python -m benchmarks.retrain_cycle`` retrains an invented municipality of 3,000 cases with the default training beside
a champion of its first four fifths, and lays histories that have only grown before the data checks (``--clean N`` of
them, two for each invented municipality, with the exact binomial interval; Clopper and Pearson 1934). Where the shared
data lie, it retrains a real municipality's building permits from their first four fifths to the whole. Writes
``docs/gentraening.json`` and ``docs/gentraening.md``.
"""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from scipy.stats import binomtest

from benchmarks.markdown import table
from benchmarks.surroundings import DOCS, SCHEMES, VAR, Bar, Json, bar, real_data, surroundings, write_json
from models.learn import Training
from pipelines.data_checks import compare
from pipelines.profile import profile_of
from pipelines.retrain import Lesson, retrain
from pipelines.retraining_page import OUTCOMES
from pipelines.synthetic import synthesise
from pipelines.train import Material, learn_from, read_material
from sagstyngde.danish import number, percent
from sagstyngde.gate import Outcome

CASES, CLEAN_CASES, FIRST_SEED = 3000, 700, 100
OLDER = 0.8
BAR_SECONDS = 300.0


def collect(tell: Bar, *, clean: int) -> Json:
    """Return all figures."""
    tell("En kommune med 3.000 sager")
    folder = _invented(CASES, 1)
    material = read_material(str(folder / "scheme.toml"), folder, lambda _: None)
    figures: Json = {"cycle": _cycle(material), "clean": _clean(tell, clean)}
    if (real := real_data("bpic15")) is not None:
        tell("Byggesager")
        figures["bpic15"] = _cycle(read_material(str(SCHEMES / "bpic15_touch_days.toml"), real, lambda _: None))
    return figures


def _invented(cases: int, seed: int) -> Path:
    folder = VAR / "retrain_cycle" / f"{cases}-{seed}"
    rmtree(folder, ignore_errors=True)
    synthesise(folder, cases=cases, caseworkers=max(8, cases // 100), seed=seed)
    return folder


def _earlier(material: Material, share: float) -> Material:
    """Return what was known when so many of the cases had been received."""
    history = material.history
    return Material(
        scheme_text=material.scheme_text,
        history=history.as_of(history.received_share(share)),
        quality=material.quality,
        invented=material.invented,
    )


def _cycle(material: Material) -> Json:
    """Retrain beside a champion of the older cases, and time it from the history in memory to the candidate on disk."""
    early = _earlier(material, OLDER)
    champion = learn_from(early, Training(), lambda _: None).bundle
    lesson = Lesson(
        material=material,
        source="folder",
        read_at=datetime.now(UTC),
        champion=champion,
        previous=profile_of(early.history),
        suggesting_since=early.history.ends_on,
    )
    out = VAR / "retrain_cycle" / "ud"
    began, steps = time.perf_counter(), []

    def progress(name: str) -> None:
        steps.append({"step": name, "at_s": round(time.perf_counter() - began, 1)})

    candidate = retrain(lesson, out, Training(), resume=False, progress=progress)
    seconds = time.perf_counter() - began
    rmtree(out)
    checks = [
        {"code": one.code, "label": one.label, "outcome": one.outcome.value, "figure": one.figure, "told": one.told}
        for one in candidate.gate.checks
    ]
    return {"cases": len(material.history.cases), "seconds": round(seconds, 1), "steps": steps, "checks": checks}


def _clean(tell: Bar, wanted: int) -> Json:
    """Lay histories that have only grown before the data checks."""
    stopped, named = [], []
    for seed in range(FIRST_SEED, FIRST_SEED + wanted // 2):
        tell(f"Kommune {seed}")
        folder = _invented(CLEAN_CASES, seed)
        material = read_material(str(folder / "scheme.toml"), folder, lambda _: None)
        for older, newer in ((0.7, 0.85), (0.85, 1.0)):
            now = material if newer == 1.0 else _earlier(material, newer)
            found = compare(now.history, now.quality, profile_of(_earlier(material, older).history), 0).findings
            stopped.append(any(one.outcome is Outcome.STOPPED for one in found))
            named.append(any(one.outcome is Outcome.NAMED for one in found))
        rmtree(folder)
    return {"cases": CLEAN_CASES, "stopped": _share(stopped), "named": _share(named)}


def _share(hits: Sequence[bool]) -> Json:
    interval = binomtest(sum(hits), len(hits)).proportion_ci(method="exact")
    return {"count": sum(hits), "n": len(hits), "low": round(interval.low, 4), "high": round(interval.high, 4)}


def write_page(figures: Json) -> None:
    """Write ``docs/gentraening.md``."""
    cycle, clean = figures["cycle"], figures["clean"]
    parts = [
        "# Gentræning: hvor længe den tager, og hvad den siger",
        "Siden skrives af `python -m benchmarks.retrain_cycle`; tallene ligger i `gentraening.json`.",
        "## Hele forløbet",
        f"{number(cycle['cases'])} opdigtede sager, fra historikken i hukommelsen til kandidaten på disken, med to "
        f"træninger og prøven: {number(cycle['seconds'])} sekunder (målet er under {number(BAR_SECONDS)}).",
        _steps(cycle),
        "## Rene gentræninger, som datatjekket stopper",
        f"{_told(clean['stopped'])} blev stoppet, og {_told(clean['named'])} fik noget nævnt. Kommunerne er opdigtede, "
        f"har {number(clean['cases'])} sager og ændrer sig kun med lovens dage.",
    ]
    if "bpic15" in figures:
        real = figures["bpic15"]
        parts += [
            "## Rigtige sager: byggesager i én kommune (BPI Challenge 2015)",
            f"{number(real['cases'])} sager, fra de første {percent(OLDER)} til dem alle: "
            f"{number(real['seconds'])} sekunder.",
            _gate(real),
        ]
    (DOCS / "gentraening.md").write_text("\n\n".join(parts) + "\n", "utf-8")


def _told(share: Json) -> str:
    return (
        f"{number(share['count'])} af {number(share['n'])} (95 %: {number(100 * share['low'], 1)} til "
        f"{number(100 * share['high'], 1)} %)"
    )


def _steps(cycle: Json) -> str:
    ends = [*(one["at_s"] for one in cycle["steps"][1:]), cycle["seconds"]]
    rows = [[one["step"], number(end - one["at_s"], 1)] for one, end in zip(cycle["steps"], ends, strict=True)]
    return table(["trin", "sekunder"], rows, texts=1)


def _gate(found: Json) -> str:
    rows = [[one["label"], OUTCOMES[Outcome(one["outcome"])], one["figure"]] for one in found["checks"]]
    return table(["prøvepunkt", "udfald", "målt"], rows, texts=3)


def main(words: Sequence[str]) -> None:
    """Collect, and write figures and page."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("--clean", type=int, default=40)
    chosen = asked.parse_args(words)
    with bar(2 + chosen.clean // 2) as tell:
        figures = surroundings() | collect(tell, clean=chosen.clean)
    write_json("gentraening.json", figures)
    write_page(figures)


if __name__ == "__main__":
    main(sys.argv[1:])
