# %% [markdown]
# # Er vores historik god nok at lære af?

# %% [markdown]
# Notesbogen ser på kommunens udtræk, før nogen træner en model på det.
#
# 1. Hvad står der i historikken, og hvad mangler?
# 2. Hvor meget af arbejdet har vi set?
# 3. Hvor enige er de, der har vurderet sagerne?
# 4. Ligner de nyeste sager de ældre?
#
# Uden videre bruger notesbogen en opdigtet kommune med 800 sager. Peg på jeres egen historik med to miljøvariable, før
# Jupyter startes: `SAGSTYNGDE_HISTORY` (mappen) og `SAGSTYNGDE_SCHEME` (skemaets TOML-fil). Formatet står i
# `docs/data-contract.md`. Gem aldrig en notesbog med resultater uden for kommunens eget drev: figurerne er kommunens.

# %%
import os
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from features.frame import Frame
from features.history import DEVELOP_SHARE, TRAIN_SHARE
from features.history_files import read_history
from features.panel import panel
from features.scheme import CategorySource
from features.scheme_toml import EMBEDDED, read_scheme
from models.raters import agreement
from models.shift import Reference
from pipelines.synthetic import synthesise
from sagstyngde.settings import Settings

plt.rcParams |= {"figure.figsize": (9.0, 4.0), "figure.constrained_layout.use": True, "axes.spines.top": False}
plt.rcParams |= {"axes.spines.right": False, "axes.titlelocation": "left"}
BLUE, GREY, RED = "#0059b3", "#8a8a8a", "#b3261e"
BLIND_WANTED = 0.2

# %%
ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "pyproject.toml").exists())
INVENTED = ROOT / Settings().var / "notebooks" / "kommune"


def find_history() -> tuple[str, Path]:
    """Return the scheme and the folder to read: the reader's own, or an invented municipality's."""
    if "SAGSTYNGDE_HISTORY" in os.environ:
        return os.environ.get("SAGSTYNGDE_SCHEME", EMBEDDED), Path(os.environ["SAGSTYNGDE_HISTORY"])
    if not (INVENTED / "truth.parquet").exists():
        synthesise(INVENTED, cases=800, caseworkers=4, seed=1, progress=print)
    return os.environ.get("SAGSTYNGDE_SCHEME", str(INVENTED / "scheme.toml")), INVENTED


scheme_source, folder = find_history()
scheme = read_scheme(scheme_source)
print(f"{scheme.title} · skema {scheme.name} {scheme.version}{' · OPDIGTEDE OPLYSNINGER' * scheme.synthetic}")

# %% [markdown]
# ## 1. Hvad står der i historikken?
#
# Tabellen er den samme kontrol som `sagstyngde check`. En række, der ikke kan læses, afvises og tælles; intet rettes i
# det skjulte.

# %%
history, quality = read_history(scheme, folder, print)
laid_out = panel(history)
files = pd.DataFrame(
    [(one.file, one.rows_read, one.rows_kept, one.rows_refused) for one in quality.tables],
    columns=["fil", "læst", "taget med", "afvist"],
)
files

# %%
notices = [("vær opmærksom", one.text_da) for one in quality.warnings] + [
    ("standser træning", one.text_da) for one in quality.stops
]
pd.DataFrame(notices, columns=["", "bemærkning"]).style.hide(axis="index")

# %% [markdown]
# **Hvor mange sager kommer der, og hvor mange er stadig åbne?** Knæk i tilgangen er ofte en ny registreringspraksis
# eller en lovændring (stiplet), sjældnere flere børn.

# %%
months = [case.received_on.replace(day=1) for case in history.cases]
closed = Counter(month for month, case in zip(months, history.cases, strict=True) if case.closed_on is not None)
still_open = Counter(month for month, case in zip(months, history.cases, strict=True) if case.closed_on is None)
axis = pd.date_range(min(months), max(months), freq="MS").date
fig, ax = plt.subplots()
ax.bar(axis, [closed[month] for month in axis], width=25, color=GREY, label="lukkede")
ax.bar(
    axis,
    [still_open[month] for month in axis],
    width=25,
    bottom=[closed[month] for month in axis],
    color=BLUE,
    label="åbne" if scheme.columns.closed_on else "uden oplyst lukning",
)
for change in scheme.law_changes:
    if axis[0] <= change.on <= axis[-1]:
        ax.axvline(float(np.datetime64(change.on, "D").astype(np.int64)), color=RED, linestyle="--")
ax.set(title="Sager pr. måned", ylabel="sager")
ax.legend()
plt.show()

# %% [markdown]
# **Hvor tit mangler en oplysning?** En manglende oplysning er ikke en fejl: *ikke vurderet* får sin egen plads i
# pointtavlen. Men en oplysning, der mangler i de fleste sager, lærer modellen ikke meget.

# %%
missing = pd.Series({scheme.fact(one.fact).label: one.missing_share for one in quality.facts}).sort_values()
fig, ax = plt.subplots(figsize=(9, 0.22 * len(missing) + 1))
ax.barh(missing.index.astype(str), 100 * missing.to_numpy(), color=BLUE)
ax.set(title="Mangler i … % af sagerne", xlim=(0, 100))
ax.margins(y=0.01)
plt.show()

# %% [markdown]
# ## 2. Hvor meget af arbejdet har vi set?
#
# **Hvor mange timer tager en sag?** Kun sager, der er fulgt hele horisonten. Fordelingen har en lang hale: nogle få
# sager tager mange timer, og derfor siger gennemsnittet for lidt om den enkelte sag.

# %%
totals = laid_out.totals[laid_out.matured]
fig, ax = plt.subplots()
ax.hist(np.log1p(totals), bins=40, color=GREY)
ticks = np.array([0, 1, 3, 10, 30, 100, 300, 1000])
ticks = ticks[ticks <= max(float(totals.max(initial=0.0)), 1.0)]
ax.set_xticks(np.log1p(ticks), [str(tick) for tick in ticks])
if len(totals):
    for name, value, colour in (("median", np.median(totals), BLUE), ("gennemsnit", totals.mean(), RED)):
        ax.axvline(np.log1p(value), color=colour, label=f"{name} {value:.0f}")
    ax.legend()
ax.set(
    title=f"{scheme.effort.unit.capitalize()} over {scheme.effort.horizon_months} måneder, {len(totals)} sager",
    xlabel=f"{scheme.effort.unit} (logaritmisk)",
    ylabel="sager",
)
plt.show()

# %% [markdown]
# **Hvor meget af forløbet har vi set?** En åben sag tæller med de måneder, den har vist (dens *eksponering*). At lære
# af de lukkede sager alene ville undervurdere timerne, for de tunge sager er dem, der stadig er åbne.

# %%
seen = laid_out.exposure.sum(axis=0)
pace = np.divide(laid_out.hours.sum(axis=0), seen, out=np.zeros(len(seen)), where=seen > 0)
since = np.arange(1, len(seen) + 1)
fig, (left, right) = plt.subplots(1, 2)
left.bar(since, 100 * seen / len(history.cases), color=BLUE)
left.set(title="Set af alle sager, %", xlabel="måned siden modtagelsen", ylim=(0, 100))
right.bar(since, pace, color=GREY)
right.set(title=f"{scheme.effort.unit.capitalize()} pr. set sag", xlabel="måned siden modtagelsen")
plt.show()
print(f"{laid_out.matured.sum()} af {len(history.cases)} sager er fulgt i alle {scheme.effort.horizon_months} måneder.")

# %% [markdown]
# ## 3. Hvor enige er de, der har vurderet sagerne?
#
# En model kan ikke blive mere sikker end de mennesker, den lærer af. Og en vurdering, der er givet, efter at forslaget
# var vist, er delvist et ekko af modellen: kun de blinde vurderinger siger, hvad modellen er værd.

# %%
judged = scheme.category.source is CategorySource.JUDGED
raters = agreement(history.judgements, scheme.scale, seed=0)
blind_share = float(np.mean([one.blind for one in history.judgements])) if history.judgements else 0.0
if not judged:
    print("Ingen har vurderet kategorier i denne historik: de er skåret efter timer.")
elif "qwk" in raters:
    print(f"To personer gav samme kategori i {raters['same']:.0%} af de {raters['n']} sager, to har vurderet.")
    print(f"Vægtet kappa {raters['qwk']:.2f} (95 %: {raters['low']:.2f}-{raters['high']:.2f}).")
    print(f"En model kan højst nå omkring {raters['reachable']:.2f}.")
else:
    print(f"Kun {raters['n']} sager er vurderet af to: enigheden er ukendt. Lad to vurdere nogle af de næste.")
if judged:
    print(f"{blind_share:.0%} af vurderingerne er givet blindt.")

# %%
if judged:
    newest = {one.case_id: one.category for one in history.judgements}
    by_year = Counter((case.received_on.year, newest[case.case_id]) for case in history.cases if case.case_id in newest)
    years = sorted({year for year, _ in by_year})
    shares = pd.DataFrame({code: [by_year[year, code] for year in years] for code in scheme.scale.codes}, index=years)
    shares = shares.div(shares.sum(axis=1), axis=0)
    fig, ax = plt.subplots()
    (100 * shares).plot.bar(stacked=True, ax=ax, color=["#dcebf7", "#8fbce6", BLUE, "#0b3d66"][: len(shares.columns)])
    ax.set(title="Kategoriernes andel, efter modtagelsesår", ylabel="%", ylim=(0, 100))
    ax.tick_params(axis="x", rotation=0)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    plt.show()

# %% [markdown]
# ## 4. Ligner de nyeste sager de ældre?
#
# Træningen deler efter tid: de ældste sager lærer, de næste måler usikkerheden, de nyeste prøver. Har sagerne ændret
# sig imellem, siger prøven det. Her lægges hver oplysning i de nyeste sager ved siden af de ældre, og kun forskelle,
# der er større end tilfældet giver, nævnes.

# %%
cut = int(len(history.cases) * DEVELOP_SHARE)
older, newer = history.cases[:cut], history.cases[cut:]
sizes = {
    "lærer": int(len(history.cases) * TRAIN_SHARE),
    "måler usikkerhed": cut - int(len(history.cases) * TRAIN_SHARE),
    "prøver": len(newer),
}
pd.Series(sizes, name="sager").to_frame().T

# %%
frame = Frame.learn(scheme, older)
rows, newest_rows = frame.rows(older), frame.rows(newer)
# There is no model yet: every case counts as having the same score.
moved = Reference.of(frame, rows, np.zeros(len(rows))).shifts(newest_rows, np.zeros(len(newest_rows)))
if moved.untried:
    print("For få nye sager til at sige noget.")
elif not moved.moved:
    print(f"Ingen af {moved.tried} oplysninger har flyttet sig mere, end tilfældet kan gøre.")
pd.DataFrame(
    [(one.label, one.value, f"{one.before:.0%}", f"{one.now:.0%}") for one in moved.moved],
    columns=["oplysning", "værdi", "før", "nu"],
).style.hide(axis="index")


# %%
def verdict() -> pd.DataFrame:
    """Answer the question in five parts, each by a figure of the history."""
    refused = sum(one.rows_refused for one in quality.tables) / max(sum(one.rows_read for one in quality.tables), 1)
    answers = [
        ("Er der sager nok, og kan de læses?", quality.can_train, f"{quality.labelled_count} sager at lære af"),
        ("Er næsten alle rækker taget med?", refused < 0.05, f"{refused:.1%} afvist"),
        (
            "Er nok sager fulgt i hele perioden?",
            bool(laid_out.matured.mean() >= 0.5),
            f"{laid_out.matured.mean():.0%} af sagerne",
        ),
        (
            "Er nok vurderet blindt til at prøve en model?",
            not judged or blind_share >= BLIND_WANTED,
            f"{blind_share:.0%} af vurderingerne" if judged else "kategorierne er skåret efter timer",
        ),
        (
            "Ligner de nyeste sager de ældre?",
            not moved.untried and not moved.moved,
            "for få nye sager" if moved.untried else f"{len(moved.moved)} af {moved.tried} oplysninger har flyttet sig",
        ),
    ]
    return pd.DataFrame(
        [(question, "ja" if yes else "nej", figure) for question, yes, figure in answers],
        columns=["spørgsmål", "svar", "tal"],
    )


verdict().style.hide(axis="index")

# %% [markdown]
# ## Svar
#
# **Historikken er god nok at lære af, når de fire første svar er ja.** Næste skridt er `sagstyngde train` og
# notesbog 02, som spørger, hvad modellen har lært.
#
# - Er det første eller andet **nej**: ret udtrækket, hvor bemærkningerne siger, og læs det igen.
# - Er det tredje **nej**: modellen lærer af halve forløb. Det kan den, men intervallet for timer bliver bredere.
# - Er det fjerde **nej**: giv den faglige vurdering først i flere sager (`SAGSTYNGDE_BLIND_SHARE`). Ellers prøves
#   modellen på sine egne forslag.
# - Er det femte **nej**: det er ikke en fejl. Se, om praksis, skemaet eller loven er ændret, og hold øje med prøven på
#   de nyeste sager.
