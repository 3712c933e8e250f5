"""How is what the gate finds shown to those who sign? One page in Danish, written from the figures alone."""

import json
from collections import Counter
from collections.abc import Iterable

from benchmarks.markdown import table
from benchmarks.surroundings import DOCS, Json
from pipelines.gate.champion import DEVIANCE, LOG_ERROR, LOG_LOSS
from pipelines.gate.groups import LARGE, WORSE
from pipelines.gate.influence import MOST
from pipelines.gate.levels import FAMILIES, FEWEST
from pipelines.gate.provenance import LEAST_BLIND
from sagstyngde.danish import number, percent

_NAMES = {
    "leak": "En oplysning, der først kendes bagefter, lægges til",
    "minutes_since": "Den nyeste tredjedel af timerne står i minutter (gange 60)",
    "turned_scale": "Alle kategorier er vendt om",
    "turned_lately": "Den nyeste femtedel af kategorierne er vendt om",
    "shifted_level": "Timerne i den nyeste halvdel er 1,7 gange så store",
    "shifted_scale": "Den nyeste femtedel er vurderet én kategori højere",
    "biased_annotator": "Én person vurderer alt én kategori højere",
    "poisoned": "Én person vender 3 % af alle vurderinger om",
}
_CHECKS = {"refused": "afvist før træning"}


def write_page(figures: Json) -> None:
    """Write ``docs/proeven.md``."""
    (DOCS / "proeven.md").write_text("\n\n".join(_parts(figures)) + "\n", "utf-8")


def _parts(figures: Json) -> Iterable[str]:
    yield "# Prøven: hvad en ny model skal igennem"
    yield (
        "En ny model sammenlignes med den, der er i brug, på de nyeste sager, som ingen af dem har lært af. Hvert "
        "prøvepunkt har et tal, en grænse og en grund. Et punkt består, nævnes, stopper eller kan ikke måles; det "
        "sidste stopper også. Et stop kan kun tilsidesættes af to personer, der begge skriver hvorfor."
    )
    yield "Siden skrives af `python -m benchmarks.gate_power`; tallene ligger i `gate_power.json`."
    yield "## Hvor sikkert et stop er"
    yield _budget(figures["budget"])
    yield "## Prøvepunkterne"
    yield table(
        ["kode", "hvad der spørges om", "grænse"],
        [[f"`{one['code']}`", one["label"], one["limit"]] for one in figures["checks"]],
        texts=3,
    )
    yield "Grænser med tal er fra én afprøvning, hvor de regnes af sagerne selv."
    yield "## Målt: rene gentræninger"
    yield _clean(figures)
    yield "## Målt: plantede fejl"
    yield table(
        ["fejl", "stoppet", "95 %", "nævnt ved rette navn", "stoppet af"],
        [_fault(name, found) for name, found in figures["faults"].items()],
        texts=1,
    )
    yield (
        f"Hver kommune er opdigtet og har {figures['cases']} sager. Modellen i brug er trænet på de første fire "
        "femtedele. Fejlene er plantet i historikken, som den ligger den dag, der gentrænes. Træningen gentages ikke "
        "her for `same_hash`; det gør `sagstyngde retrain`, og `tests/models/test_reproducible.py` prøver det."
    )


def _budget(budget: float) -> str:
    return f"""\
* Prøven må højst stoppe {percent(budget)} af rene gentræninger ved et tilfælde. Det er delt ligeligt mellem
  {len(FAMILIES)} slags prøvepunkter, og inden for hver deles det igen med antallet af tal, der ses på.
* Af færre end {FEWEST} sager eller vurderinger siges intet: punktet kan ikke måles.
* Mod modellen i brug er grænsen for »måske dårligere« {number(LOG_LOSS.margin, 2)} i log-tab og i kappa,
  {percent(DEVIANCE.margin)} af timernes afvigelse og {number(LOG_ERROR.margin, 2)} log-timer. Den gælder kun, når der
  er sager nok til, at en lige så god model ville klare den; ellers nævnes det.
* Grupper prøves fra {LARGE} sager: højst {number(100 * WORSE)} procentpoint dårligere end før.
* Mindst {percent(LEAST_BLIND)} af de nyeste vurderede sager skal være vurderet, før forslaget blev vist.
* Én persons vurderinger må ikke flytte en gruppe mere end {number(100 * MOST)} procentpoint ud over det, lige så mange
  tilfældige vurderinger flytter."""


def _clean(figures: Json) -> str:
    found, runs = figures["clean"]["stopped"], figures["clean"]["runs"]
    stops = Counter(code for run in runs for code in run["stops"])
    named = Counter(code for run in runs for code in run["named"])
    lines = [
        f"{found['count']} af {found['n']} rene gentræninger blev stoppet af et tal (95 %: {percent(found['low'])} til "
        f"{percent(found['high'])})."
    ]
    if stops:
        lines.append(f"Stoppet af: {_counted(stops)}.")
    unmeasured, missing = figures["clean"]["unmeasured"], Counter(code for run in runs for code in run["unmeasured"])
    if missing:
        lines.append(
            f"{unmeasured['count']} af {unmeasured['n']} havde for få nye sager til, at alt kunne måles; de må vente "
            f"eller begrundes af to personer: {_counted(missing)}."
        )
    if named:
        lines.append(f"Nævnt, uden at stoppe: {_counted(named)}.")
    return "\n\n".join(lines)


def _fault(name: str, found: Json) -> list[str]:
    share, told = found["stopped"], found["told"]
    stops = Counter(code for run in found["runs"] for code in run["stops"])
    interval = f"{percent(share['low'])} til {percent(share['high'])}"
    return [
        _NAMES[name],
        f"{share['count']} af {share['n']}",
        interval,
        f"{told['count']} af {told['n']}",
        _counted(stops),
    ]


def _counted(codes: Counter[str]) -> str:
    return ", ".join(f"{_CHECKS.get(code, f'`{code}`')} ({count})" for code, count in codes.most_common())


def main() -> None:
    """Write the page anew from the figures as they lie."""
    write_page(json.loads((DOCS / "gate_power.json").read_text("utf-8")))


if __name__ == "__main__":
    main()
