# %% [markdown]
# # Skal den nye model afløse den, vi bruger?

# %% [markdown]
# Notesbogen læser en gentræning med kritiske øjne: sådan bør den, der indstiller, og den, der godkender, læse den.
#
# 1. Er den nye historik som den, vi sidst lærte af?
# 2. Hvad siger prøven?
# 3. Hvad er anderledes, og for hvem?
# 4. Er forskellen større end den, et tilfælde giver?
#
# Uden videre bruger notesbogen en opdigtet kommune: modellen i brug er lært af det, man vidste et år før. Peg på jeres
# egen historik med to miljøvariable, før Jupyter startes: `SAGSTYNGDE_HISTORY` (mappen) og `SAGSTYNGDE_SCHEME`
# (skemaets TOML-fil). Har I en model i brug, så peg på dens mappe med `SAGSTYNGDE_CHAMPION`. Gem aldrig en notesbog med
# resultater uden for kommunens drev: figurerne er kommunens.

# %%
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from features.frame import Frame
from features.scheme_toml import EMBEDDED, parse_scheme
from models import bundle as bundles
from models.assess import Assessor
from models.bundle import ModelBundle
from models.cohort import thinned
from models.evaluate import evaluate
from models.learn import Provenance, Training, learn_bundle
from models.ordinal import Integers
from pipelines.retrain import Candidate, Lesson, retrain
from pipelines.synthetic import synthesise
from pipelines.train import Material, learn_from, read_material
from sagstyngde.gate import Outcome
from sagstyngde.settings import Settings

plt.rcParams |= {"figure.figsize": (9.0, 4.0), "figure.constrained_layout.use": True, "axes.spines.top": False}
plt.rcParams |= {"axes.spines.right": False, "axes.titlelocation": "left"}
BLUE, GREY = "#0059b3", "#8a8a8a"
TRAINING = Training(seed=1)
WORDS = {
    Outcome.PASSED: "bestået",
    Outcome.NAMED: "læs",
    Outcome.STOPPED: "stopper",
    Outcome.UNMEASURED: "ikke målt, stopper",
}

# %%
ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "pyproject.toml").exists())
MADE = ROOT / Settings().var / "notebooks"
INVENTED = MADE / "kommune-gentraening"


def find_history() -> tuple[str, Path]:
    """Return the scheme and the folder to read: the reader's own, or an invented municipality's."""
    if "SAGSTYNGDE_HISTORY" in os.environ:
        return os.environ.get("SAGSTYNGDE_SCHEME", EMBEDDED), Path(os.environ["SAGSTYNGDE_HISTORY"])
    if not (INVENTED / "truth.parquet").exists():
        synthesise(INVENTED, cases=1200, caseworkers=6, seed=1, progress=print)
    return str(INVENTED / "scheme.toml"), INVENTED


def a_year_before(material: Material) -> Material:
    """Return what was known a year before the history ends."""
    day: date = material.history.ends_on - timedelta(days=365)
    return replace(material, history=material.history.as_of(day), invented=None)


scheme_source, folder = find_history()
material = read_material(scheme_source, folder, print)
named = os.environ.get("SAGSTYNGDE_CHAMPION")
champion = bundles.load(Path(named)) if named else learn_from(a_year_before(material), TRAINING, print).bundle
scheme = material.history.scheme
print(f"{scheme.title} · skema {scheme.name} {scheme.version}{' · OPDIGTEDE OPLYSNINGER' * scheme.synthetic}")
print(
    f"Modellen i brug har lært af {champion.manifest.training_cases} sager, "
    f"modtaget før {champion.manifest.trained_through}."
)

# %% [markdown]
# ## 1. Er den nye historik som den, vi sidst lærte af?
#
# Gentræningen gør, hvad `sagstyngde retrain` gør: den prøver historikken, lærer to gange (det skal give den samme
# model), holder begge modeller op mod de samme nyeste sager og skriver en kandidat. Den ændrer ikke, hvilken model der
# svarer.

# %%
lesson = Lesson(material=material, source="folder", read_at=datetime.now(UTC), champion=champion)
candidate: Candidate = retrain(lesson, MADE / "kandidater", TRAINING, resume=False, progress=print)
for found in candidate.told["data"]:
    print(f"{found['column']}: {found['text']}")
if not candidate.told["data"]:
    print("Ingen bemærkninger til historikken.")

# %% [markdown]
# ## 2. Hvad siger prøven?
#
# Hvert prøvepunkt har sit tal og sin grænse. Læs dem, der stopper, først, og så dem, der kun er nævnt. Et prøvepunkt,
# der ikke kunne måles, er ikke bestået.

# %%
order = (Outcome.STOPPED, Outcome.UNMEASURED, Outcome.NAMED, Outcome.PASSED)
checks = sorted(candidate.gate.checks, key=lambda one: order.index(one.outcome))
pd.DataFrame(
    [(WORDS[one.outcome], one.label, one.figure, one.limit) for one in checks],
    columns=["udfald", "prøvepunkt", "tal", "grænse"],
).style.hide(axis="index")

# %%
for one in checks:
    if one.told and one.outcome is not Outcome.PASSED:
        print(f"{one.label}: {one.told}")

# %% [markdown]
# **Begge modeller på de samme sager.** De nyeste sager, som ingen af dem har lært af. Et lavere log-tab er bedre, en
# højere kappa er bedre, og forudsagt over registreret bør ligge ved 1.

# %%
test = candidate.tried.parts.test
sides = {}
for name, one in (("modellen i brug", champion), ("den nye", candidate.bundle)):
    figures = evaluate(Assessor(one), test)
    category, effort = figures["category"], figures["effort"]
    sides[name] = {
        "log-tab": category["log_loss"],
        "vægtet kappa": category["qwk"],
        "sættets dækning": category["coverage"],
        "R² (log)": effort["r2_log"],
        "forudsagt/registreret": effort["bias_ratio"],
        "intervallets dækning": effort["interval_coverage"],
    }
pd.DataFrame(sides).astype(float).round(3)

# %% [markdown]
# ## 3. Hvad er anderledes, og for hvem?
#
# Pointtavlens største ændringer, så de åbne sager: hvor mange ville få et andet forslag, og hvor mange timer ville
# skulle skifte hænder, hvis alle skulle have den samme andel som før.

# %%
table = candidate.told["table"] or {"changes": []}
pd.DataFrame(
    [
        (one["label"], one["value"], one["points_before"], one["points_after"], one["hours_ratio"])
        for one in table["changes"]
    ],
    columns=["oplysning", "værdi", "point før", "point nu", "timefaktor nu/før"],
).head(12).style.hide(axis="index").format(precision=2)

# %%
open_now = candidate.told["open"]
if open_now is None:
    print("Ingen åbne sager i historikken.")
else:
    moved = open_now["moved_hours"]
    print(f"{open_now['other_category']} af {open_now['cases']} åbne sager ville få et andet forslag.")
    print(f"{moved:.1f} timer om måneden ville skulle skifte hænder mellem {open_now['caseworkers']} sagsbehandlere.")
    fig, ax = plt.subplots()
    months = np.arange(1, len(open_now["hours_before"]) + 1)
    ax.plot(months, open_now["hours_before"], "o--", color=GREY, label="modellen i brug")
    ax.plot(months, open_now["hours_after"], "o-", color=BLUE, label="den nye")
    ax.set(title="Åbne sagers timer i de kommende måneder", xlabel="måned", ylabel="timer", ylim=(0, None))
    ax.legend()
    plt.show()

# %%
groups = [] if open_now is None else open_now["groups"]
pd.DataFrame(
    [(one["grouping"], one["label"], one["cases"], one["hours_ratio"]) for one in groups],
    columns=["gruppe", "", "åbne sager", "timer nu/før"],
).sort_values("timer nu/før").style.hide(axis="index").format(precision=2)

# %% [markdown]
# ## 4. Er forskellen større end den, et tilfælde giver?
#
# Enhver ny træning flytter nogle sager. Målestokken er den nye model selv, lært igen uden en tiendedel af sagerne: så
# mange sager skifter forslag, uden at noget er blevet anderledes.


# %%
def without_a_tenth() -> ModelBundle:
    """Return the new model learned from nine tenths of its cases."""
    parts = candidate.tried.parts
    fewer = thinned(parts, round(0.9 * len(parts.develop.cases)))
    frame = Frame.learn(parse_scheme(material.scheme_text, "scheme.toml"), fewer.develop.cases)
    provenance = Provenance(
        scheme_text=material.scheme_text,
        bands=None if fewer.bands is None else tuple(fewer.bands.tolist()),
        trained_through=fewer.trained_through,
        created_at=datetime.now(UTC),
        code_version="0",
    )
    return learn_bundle(frame, fewer, TRAINING, provenance, progress=lambda _: None)[0]


def suggested(bundle: ModelBundle) -> Integers:
    """Return the most likely category of every newest case."""
    return np.asarray(Assessor(bundle).answers(bundle.frame.rows(test.cases)).probability.argmax(axis=1))


new = suggested(candidate.bundle)
by_chance = float((suggested(without_a_tenth()) != new).mean())
by_model = float((suggested(champion) != new).mean())
print(f"Fra modellen i brug til den nye: {by_model:.0%} af de {len(new)} nyeste sager får et andet forslag.")
print(f"Uden en tiendedel af sagerne: {by_chance:.0%}.")


# %%
def verdict() -> pd.DataFrame:
    """Answer the question in four parts, each by a figure above."""
    gate = candidate.gate
    old, fresh = sides["modellen i brug"], sides["den nye"]
    rows = [
        (
            "Er historikken uden bemærkninger?",
            not candidate.told["data"],
            f"{len(candidate.told['data'])} bemærkninger",
        ),
        ("Stopper prøven intet?", not gate.stops, f"{len(gate.stops)} stopper, {len(gate.named)} nævnes"),
        (
            "Er den nye mindst lige så god på de samme sager?",
            fresh["log-tab"] <= old["log-tab"] and fresh["R² (log)"] >= old["R² (log)"],
            f"log-tab {fresh['log-tab']:.2f} mod {old['log-tab']:.2f}, "
            f"R² {fresh['R² (log)']:.2f} mod {old['R² (log)']:.2f}",
        ),
        (
            "Flytter den flere forslag, end et tilfælde gør?",
            by_model > 1.5 * by_chance,
            f"{by_model:.0%} mod {by_chance:.0%}",
        ),
    ]
    return pd.DataFrame(
        [(question, "ja" if yes else "nej", figure) for question, yes, figure in rows],
        columns=["spørgsmål", "svar", "tal"],
    )


verdict().style.hide(axis="index")

# %% [markdown]
# ## Svar
#
# **Ja, når de tre første svar er ja, og I kan sige, hvorfor det fjerde er, som det er.** Så indstiller en analytiker
# kandidaten med `sagstyngde promote` eller på siden *Modellen*, og en anden godkender den.
#
# - Er det første **nej**: er det virkeligheden eller registreringen, der har ændret sig? Det skal nogen vide, før en
#   model lærer af det.
# - Er det andet **nej**: vent på flere blinde vurderinger, eller ret det, der stopper. To personer kan gå imod et
#   prøvepunkt, men kun med hver sin skrevne grund.
# - Er det tredje **nej**, men prøven ikke stopper: forskellen kan være et tilfælde. Behold den model, I kender.
# - Er det fjerde **ja**: gå de største ændringer i pointtavlen igennem med en, der kender sagerne. Er det **nej**: der
#   er ikke meget at vinde ved at skifte, og intet haster.
