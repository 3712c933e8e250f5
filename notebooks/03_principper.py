# %% [markdown]
# # Hvilket tildelingskriterium ville have givet os den mest jævne belastning?

# %% [markdown]
# Notesbogen genspiller kommunens egen historik: de samme sager på de samme dage, de samme timer, det samme fravær. Kun
# fordelingen er en anden. Det, der skete, står ved siden af.
#
# 1. Giver genspilningen det, der faktisk skete?
# 2. Hvad ville hvert kriterium have givet, og hvor sikkert er det?
# 3. Hvad koster en jævnere belastning i søskende, kompetencer og distrikter?
#
# Uden videre bruger notesbogen en opdigtet kommune. Peg på jeres egen med tre miljøvariable, før Jupyter startes:
# `SAGSTYNGDE_HISTORY` (mappen), `SAGSTYNGDE_SCHEME` (skemaets TOML-fil) og `SAGSTYNGDE_STAFF` (medarbejderfilen).
# `SAGSTYNGDE_WORLDS` er antallet af trukne verdener. Gem aldrig en notesbog med resultater uden for kommunens drev.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from rich.console import Console

from allocation.comparison import ACTUAL
from allocation.figures import FIGURES
from features.scheme_toml import EMBEDDED
from pipelines.compare_command import Asked, compare_files
from pipelines.compare_table import checked, opening
from pipelines.compare_words import findings, label, shown, strengths
from pipelines.progress import Steps
from pipelines.synthetic import synthesise
from sagstyngde.settings import Settings

plt.rcParams |= {"figure.figsize": (9.0, 4.0), "figure.constrained_layout.use": True, "axes.spines.top": False}
plt.rcParams |= {"axes.spines.right": False, "axes.titlelocation": "left"}
BLUE, INK, GREY = "#0059b3", "#1a1a1a", "#8a8a8a"

# %%
ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "pyproject.toml").exists())
INVENTED = ROOT / Settings().var / "notebooks" / "kommune-principper"


def find_files() -> tuple[Path, str, Path]:
    """Return the history, its scheme and the staff file: the reader's own, or an invented municipality's."""
    if "SAGSTYNGDE_HISTORY" in os.environ:
        folder = Path(os.environ["SAGSTYNGDE_HISTORY"])
        staff = os.environ.get("SAGSTYNGDE_STAFF", str(folder / "staff.csv"))
        return folder, os.environ.get("SAGSTYNGDE_SCHEME", EMBEDDED), Path(staff)
    if not (INVENTED / "truth.parquet").exists():
        synthesise(INVENTED, cases=800, caseworkers=6, seed=1, progress=print)
    return INVENTED, str(INVENTED / "scheme.toml"), INVENTED / "staff.csv"


folder, scheme, staff = find_files()
asked = Asked(
    history=folder,
    staff=staff,
    scheme=scheme,
    replications=int(os.environ.get("SAGSTYNGDE_WORLDS", "8")),
    load=0.9,
)
with Steps.shown(Console(), total=asked.replications + 2) as steps:
    answer = compare_files(asked, steps)
comparison = answer.comparison
print(opening(answer))
for note in answer.notes:
    print(note)

# %% [markdown]
# ## 1. Giver genspilningen det, der faktisk skete?
#
# Hvis ikke, siger den heller ikke noget om, hvad der kunne være sket.

# %%
print(checked(answer.check) if answer.check else "Historikken siger ikke, hvem der havde sagerne.")

# %% [markdown]
# ## 2. Hvad ville hvert kriterium have givet?
#
# Alle tal er bedre, jo lavere de er. Definitionerne står nederst.

# %%
pd.DataFrame(
    {
        label(name): {figure.label: shown(comparison.replayed(name, figure.name), figure.unit) for figure in FIGURES}
        for name in comparison.names
    }
).T

# %% [markdown]
# **Hvor sikkert er det?** Historikken er kun ét forløb. I de trukne verdener kommer sagerne i andre blokke af uger og
# tager andre sagers forløb; alle kriterier møder de samme verdener. Stregen rummer ni ud af ti.


# %%
def draw(ax: plt.Axes, name: str, place: int, policy: str) -> None:
    """Draw one policy's difference from the reference as a dot with its range."""
    found = comparison.difference(policy, answer.reference, name)
    if found is None:
        return
    colour = INK if policy == ACTUAL else BLUE
    ax.plot([100 * found.low, 100 * found.high], [place, place], color=colour)
    ax.plot(100 * found.mean, place, "o", color=colour)


others = [name for name in comparison.names if name != answer.reference]
fig, axes = plt.subplots(1, 3, sharey=True, figsize=(11, 0.3 * len(others) + 1.5))
for ax, name in zip(axes, ("load_cv", "load_peak", "over_110"), strict=True):
    ax.axvline(0.0, color=GREY, linewidth=0.8)
    for place, policy in enumerate(others):
        draw(ax, name, place, policy)
    ax.set(title=next(one.label for one in FIGURES if one.name == name), xlabel="procentpoint")
axes[0].set_yticks(np.arange(len(others)), [label(name) for name in others])
axes[0].invert_yaxis()
fig.suptitle(f"Forskel til {label(answer.reference)}")
plt.show()

# %% [markdown]
# ## 3. Hvad koster en jævnere belastning?
#
# Hvert kriterium ser kun det, det spørger om. Her er det, hvert af dem er bedre og dårligere til.

# %%
for name in others:
    print(f"{label(name)}: {strengths(comparison, name, answer.reference)}\n")

# %%
pd.DataFrame(
    [(figure.label, figure.unit.value, figure.definition) for figure in FIGURES],
    columns=["tal", "enhed", "sådan er det regnet ud"],
).style.hide(axis="index")

# %%
for text in findings(comparison, answer.reference):
    print(text)

# %% [markdown]
# ## Svar
#
# **Læs de første tre linjer ovenfor:** de siger, under hvilket kriterium belastningen var mest jævn, hvor meget mere
# jævn end ved ligelig fordeling, og hvilke kriterier det ikke kan skelnes fra.
#
# - Er forskellen til det, der skete, **større end stregen**: prøv kriteriet på de næste ugers nye sager, side om side
#   med den nuværende fordeling (`sagstyngde allocate`).
# - Går stregen **hen over nul**: vælg efter søskende, kompetencer og distrikter. Belastningen afgør det ikke.
# - Udgør arbejdet **mere end nettotimerne**: intet kriterium hjælper. En ligelig fordeling af en umulig belastning er
#   stadig umulig.
#
# Et menneske vælger kriteriet og fordelingen. Notesbogen siger, hvad det ville have kostet.
