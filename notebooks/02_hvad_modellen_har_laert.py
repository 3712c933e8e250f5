# %% [markdown]
# # Hvad har modellen lært, og kan vi stole på det?

# %% [markdown]
# Notesbogen åbner den model, som historikken giver, og leder efter det, den ikke kan.
#
# 1. Hvad har den lært?
# 2. Holder det på de nyeste sager, som den ikke har set?
# 3. Hvor tager den fejl?
# 4. Ville flere sager gøre den bedre?
#
# Uden videre bruger notesbogen en opdigtet kommune med 800 sager. Peg på jeres egen historik med to miljøvariable, før
# Jupyter startes: `SAGSTYNGDE_HISTORY` (mappen) og `SAGSTYNGDE_SCHEME` (skemaets TOML-fil). Formatet står i
# `docs/data-contract.md`. Gem aldrig en notesbog med resultater uden for kommunens eget drev: figurerne er kommunens.

# %%
import os
import warnings
from datetime import UTC, datetime
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

warnings.filterwarnings("ignore", message="IProgress not found")  # shap asks for widgets it does not need here
import shap

from features.frame import Column, Frame
from features.scheme import Kind
from features.scheme_toml import EMBEDDED, parse_scheme, read_scheme, scheme_text
from models.assess import Assessor
from models.cohort import thinned
from models.explain import POINTS_PER_UNIT
from models.learn import Provenance, Training, learn_bundle
from models.metrics import category_figures, effort_figures
from models.parity import linear_shap
from models.point_table import BinnedTables, Floats, PointTable
from models.readable import bin_limits, importance
from pipelines.synthetic import synthesise
from pipelines.train import train
from sagstyngde.errors import TooFewCases
from sagstyngde.settings import Settings

plt.rcParams |= {"figure.figsize": (9.0, 4.0), "figure.constrained_layout.use": True, "axes.spines.top": False}
plt.rcParams |= {"axes.spines.right": False, "axes.titlelocation": "left"}
BLUE, GREY, RED = "#0059b3", "#8a8a8a", "#b3261e"
MOST_SHOWN = 20
LONGEST_LABEL = 48
MOST_UPRIGHT = 8
FEWEST = 10
SIZES = (150, 300, 600, 1200, 2400)

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
# ## 1. Hvad har den lært?
#
# Modellen lærer af de ældste sager, måler sin usikkerhed på de næste og prøves på de nyeste. Den er en pointtavle:
# lineære point for hver oplysning og, hvor sagerne er mange nok til at vise det, rettelser for par af oplysninger.


# %%
def column_label(frame: Frame, column: Column) -> str:
    """Say in Danish what a column is: its fact, and the option where it has one."""
    text = frame.label(column.source)
    if column.option is not None:
        options = frame.scheme.fact(column.source).options
        text = f"{text}: {options.get(column.option, column.option)}"
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


trained = train(scheme_source, folder, Training(seed=1), print)
bundle, frame, report = trained.bundle, trained.bundle.frame, trained.report
X = frame.rows(trained.parts.test.cases)
names = [column_label(frame, column) for column in frame.columns]
for part, size in report["sizes"].items():
    print(f"{part}: straf {size['penalty']:g}, {size['trees']} træer i rettelserne for par")

# %% [markdown]
# **Hvad trækker op og ned?** Hver prik er en af de nyeste sager. Bidragene er regnet ud af `shap` selv, del for del
# (`LinearExplainer` for linjen, `TreeExplainer` for rettelserne), og holdt op mod pointtavlen: de skal være ens.


# %%
def shap_values(table: PointTable, booster: object) -> Floats:
    """Return what shap says of a table's linear points plus the booster it was compiled from, (rows x columns)."""
    values = linear_shap(table.linear, X)
    if booster is not None:
        values = values + shap.TreeExplainer(booster, feature_perturbation="tree_path_dependent").shap_values(X)
    return np.asarray(values)


def shap_plot(values: Floats, title: str) -> None:
    """Draw shap's summary: one dot a case, coloured by the fact's value."""
    random = np.random.default_rng(0)
    options = {"max_display": MOST_SHOWN, "plot_size": (9, 6), "rng": random, "show": False, "color_bar_label": "værdi"}
    with plt.rc_context({"figure.constrained_layout.use": False}):  # shap lays out its own figure
        shap.summary_plot(values, X, feature_names=names, **options)
        plt.gcf().axes[-1].set_yticks([0, 1], ["lav", "høj"])
        plt.title(title)
        plt.xlabel("bidrag")
        plt.show()


complexity = shap_values(bundle.category.table, trained.learned.score.booster)
hours = bundle.effort.beta * complexity + shap_values(bundle.effort.table, trained.learned.log_hours.booster)
shap_plot(complexity * POINTS_PER_UNIT, "Kompleksitet i point")
shap_plot(hours, "Timeindeks")
difference = np.abs(complexity - bundle.category.table.contributions(X)).max()
print(f"Største forskel mellem shap og pointtavlen: {difference:.1e}")

# %% [markdown]
# **Pointtavlen.** For hver oplysning: hvor mange point der er mellem den laveste og den højeste værdi i historikken,
# først for kompleksitet, så for det, der kun vedrører timer (i logaritmen til timer, ganget med ti).


# %%
def draw_points(ax: Axes, table: PointTable, title: str) -> None:
    """Draw the linear points between the lowest and the highest value seen, the largest first."""
    ends = np.stack((bundle.abstention.lowest, bundle.abstention.highest))
    reach = np.diff(table.linear.contributions(ends), axis=0)[0] * POINTS_PER_UNIT
    order = np.argsort(np.abs(reach), kind="stable")[-MOST_SHOWN:]
    order = order[reach[order] != 0.0]
    ax.barh([names[column] for column in order], reach[order], color=[BLUE if reach[c] > 0 else RED for c in order])
    ax.axvline(0.0, color="black", linewidth=0.8)
    ax.set(title=title, xlabel="point fra lavest til højest")


fig, axes = plt.subplots(1, 2, figsize=(12, 6))
draw_points(axes[0], bundle.category.table, "Kompleksitet")
draw_points(axes[1], bundle.effort.table, "Timer ud over kompleksiteten")
plt.show()

# %% [markdown]
# **Niveauerne i tavlen.** Sådan læses tavlen som et klassisk pointskema: en række pr. oplysning, en søjle pr. niveau.


# %%
def own_points(table: PointTable, values: Floats) -> Floats:
    """Return each column's own points at values (rows x columns), without what pairs add."""
    binned = table.binned
    strips = binned.strips[binned.strip_starts[:-1, None] + binned.bins(np.ascontiguousarray(values.T))].T
    return np.asarray(table.linear.contributions(values) + strips) * POINTS_PER_UNIT


def draw_heat_map(points: Floats, rows: list[str], columns: list[str], title: str) -> None:
    """Draw points as colours with their numbers."""
    fig, ax = plt.subplots(figsize=(9, 0.4 * len(rows) + 1.5))
    limit = max(float(np.abs(points).max()), 1e-9)
    image = ax.imshow(points, cmap="RdBu_r", vmin=-limit, vmax=limit, aspect="auto")
    ax.set_yticks(range(len(rows)), rows)
    ax.set_xticks(range(len(columns)), columns, rotation=0 if len(columns) <= MOST_UPRIGHT else 90)
    for (row, column), value in np.ndenumerate(points):
        colour = "white" if abs(value) > 0.6 * limit else "black"
        if len(columns) <= MOST_SHOWN:
            ax.text(column, row, f"{value:.1f}".replace(".", ","), ha="center", va="center", fontsize=8, color=colour)
    fig.colorbar(image, label="point")
    ax.set_title(title)
    plt.show()


level_facts = {fact.name for fact in scheme.facts if fact.kind is Kind.LEVEL}
levels = [place for place, column in enumerate(frame.columns) if column.name in level_facts]
at = np.array([*range(5), np.nan])
if levels:
    shown = own_points(bundle.category.table, np.repeat(at[:, None], len(names), axis=1))[:, levels].T
    labels = [names[place] for place in levels]
    draw_heat_map(shown, labels, ["0", "1", "2", "3", "4", "ikke vurderet"], "Point pr. niveau")
else:
    print("Skemaet har ingen oplysninger med niveauer 0-4.")

# %% [markdown]
# **Par af oplysninger.** Hvor rettelserne har træer, tilføjer de point for kombinationer. Her er det par, der flytter
# mest.


# %%
def strongest_pair(binned: BinnedTables) -> int | None:
    """Return the grid with the largest points, or nothing where the line stands alone."""
    if not len(binned.pairs):
        return None
    both = np.abs(binned.grid_first) + np.abs(binned.grid_second)
    return int(np.argmax(np.maximum.reduceat(both, binned.grid_starts[:-1])))


def bin_label(low: str, high: str) -> str:
    """Say in Danish which values a bin holds."""
    if low == "mangler":
        return low
    return (f"over {low}" if low else f"til {high}").replace(".", ",")


def draw_pair(binned: BinnedTables, pair: int, title: str) -> None:
    """Draw one grid: what the pair adds to the score, cell by cell."""
    first, second = binned.pairs[pair].tolist()
    cells = slice(binned.grid_starts[pair], binned.grid_starts[pair + 1])
    points = (binned.grid_first[cells] + binned.grid_second[cells]) * POINTS_PER_UNIT
    rows, columns = ([bin_label(*limits) for limits in bin_limits(binned, column)] for column in (first, second))
    draw_heat_map(points.reshape(len(rows), len(columns)), rows, columns, f"{title}: {names[first]} × {names[second]}")


for title, table in (("Kompleksitet", bundle.category.table), ("Timer", bundle.effort.table)):
    if (pair := strongest_pair(table.binned)) is None:
        print(f"{title}: ingen par. Linjen står alene, fordi par ikke gjorde den bedre på senere sager.")
    else:
        draw_pair(table.binned, pair, title)

# %%
largest = [(frame.label(source), points) for source, points in list(importance(bundle, X).items())[:10]]
pd.DataFrame(largest, columns=["oplysning", "point i gennemsnit"]).round(2)

# %% [markdown]
# ## 2. Holder det på de nyeste sager?
#
# Modellen står ved siden af de modeller, den skal måle sig med, på sager modtaget efter dem, den lærte af.

# %%
category, effort = report["category"], report["effort"]
compared = pd.DataFrame(
    {
        name: {
            "log-tab": figures.get("log_loss"),
            "vægtet kappa": figures.get("qwk"),
            "R² (log)": figures.get("r2_log"),
            "rangkorrelation": figures.get("spearman"),
            "forudsagt/registreret": figures.get("bias_ratio"),
        }
        for name in ("pointtavlen", *(category["baselines"] | effort["baselines"]))
        for figures in [
            category | effort
            if name == "pointtavlen"
            else category["baselines"].get(name, {}) | effort["baselines"].get(name, {})
        ]
    }
).T
compared.astype(float).round(3)

# %% [markdown]
# **Betyder 70 % også 70 %?** Til venstre: sandsynligheden for, at sagen ligger over en kategori, mod hvor tit den
# gjorde det. Til højre: forventede mod registrerede timer i ti lige store grupper. Begge bør følge linjen.

# %%
test = trained.parts.test
answers = Assessor(bundle).answers(X)


def draw_reliability(ax: Axes) -> None:
    """Draw observed shares against predicted ones, in bins of equal size, over all cuts of the scale."""
    above = 1.0 - np.cumsum(answers.probability[test.labels.rows], axis=1)[:, :-1]
    happened = test.labels.category[:, None] > np.arange(above.shape[1])
    order = np.argsort(above.ravel(), kind="stable")
    bins = [part for part in np.array_split(order, 10) if len(part)]
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=0.8)
    ax.plot([above.ravel()[p].mean() for p in bins], [happened.ravel()[p].mean() for p in bins], "o-", color=BLUE)
    ax.set(title="Kategori", xlabel="forudsagt andel", ylabel="andel i virkeligheden")


def draw_deciles(ax: Axes) -> None:
    """Draw mean recorded hours against mean expected hours in ten groups of matured cases."""
    matured = np.flatnonzero(test.panel.matured)
    expected, recorded = answers.hours[matured], test.panel.totals[matured]
    bins = [part for part in np.array_split(np.argsort(expected, kind="stable"), 10) if len(part)]
    means = [(expected[part].mean(), recorded[part].mean()) for part in bins]
    top = max((max(pair) for pair in means), default=1.0)
    ax.plot([0, top], [0, top], color=GREY, linewidth=0.8)
    ax.plot([pair[0] for pair in means], [pair[1] for pair in means], "o-", color=BLUE)
    ax.set(title=f"Tidsforbrug ({len(matured)} sager)", xlabel="forventet", ylabel="registreret")


fig, (left, right) = plt.subplots(1, 2)
draw_reliability(left)
draw_deciles(right)
plt.show()

# %% [markdown]
# **Glider niveauet?** Registrerede timer over forventede, efter den måned sagen blev modtaget i; åbne sager tæller med
# det, der er set af dem. En stribe måneder på samme side af 1 betyder, at arbejdet eller registreringen har ændret sig,
# og at modellen skal trænes igen.

# %%
course = answers.probability @ trained.learned.shape[:, : test.panel.horizon]
expected_so_far = answers.hours * (course * test.panel.exposure[:, : test.panel.horizon]).sum(axis=1)
by_month = pd.DataFrame(
    {
        "month": [case.received_on.replace(day=1) for case in test.cases],
        "recorded": test.panel.totals,
        "expected": expected_so_far,
    }
)
by_month = by_month[by_month["expected"] > 0].groupby("month").sum()
ratio = by_month["recorded"] / by_month["expected"]
fig, ax = plt.subplots()
ax.bar(ratio.index.to_numpy(), ratio.to_numpy() - 1.0, width=25, bottom=1.0, color=BLUE)
ax.axhline(1.0, color="black", linewidth=0.8)
ax.set(title="Registreret over forventet, efter modtagelsesmåned", ylabel="forhold")
plt.show()


# %% [markdown]
# ## 3. Hvor tager den fejl?
#
# **Timer: fejlen mod det ventede.** Hver prik er en af de nyeste sager, der er fulgt hele horisonten. Fejlen er på
# logaritmisk skala: +0,7 er dobbelt så mange timer som ventet. Den typiske sag ligger under 0, fordi det ventede er et
# gennemsnit, som få tunge sager trækker op; den stiplede linje er de viste sagers middel. En bue omkring den ville
# sige, at modellen er skæv for lette eller tunge sager.

# %%
matured = np.flatnonzero(test.panel.matured)
expected, recorded = answers.hours[matured], test.panel.totals[matured]
residual = np.log1p(recorded) - np.log1p(expected)
order = np.argsort(expected, kind="stable")
parts = [part for part in np.array_split(order, 10) if len(part)]
fig, ax = plt.subplots()
ax.plot(expected, residual, ".", color=GREY, alpha=0.5)
ax.plot([expected[p].mean() for p in parts], [residual[p].mean() for p in parts], "o-", color=BLUE, label="middel")
ax.axhline(residual.mean(), color="black", linewidth=0.8, linestyle="--")
ax.set(title=f"Fejl i timer, {len(matured)} sager", xscale="log", xlabel="ventede timer", ylabel="log-fejl")
ticks = [tick for tick in (1, 3, 10, 30, 100, 300) if expected.min() <= tick <= expected.max()]
ax.set_xticks(ticks, [str(tick) for tick in ticks])
ax.minorticks_off()
ax.legend()
plt.show()

# %% [markdown]
# **Kategori: hvor langt fra?** Rækken er den faglige vurdering, søjlen er modellens mest sandsynlige kategori. Det, der
# koster, er sager langt fra diagonalen; under diagonalen tror modellen, at sagen er lettere, end den er.

# %%
most_likely = answers.probability[test.labels.rows].argmax(axis=1)
codes = list(scheme.scale.codes)
table = np.zeros((len(codes), len(codes)), dtype=int)
np.add.at(table, (test.labels.category, most_likely), 1)
pd.DataFrame(table, index=[f"vurderet {code}" for code in codes], columns=[f"model {code}" for code in codes])

# %% [markdown]
# **Er der en oplysning, fejlen følger?** Den gennemsnitlige fejl i timer for hver værdi, set fra alle sagers middel. De
# værdier vises, der ligger længst fra det, målt i standardfejl. Med så mange oplysninger vil den yderste ligge tre
# standardfejl ude ved et tilfælde.


# %%
def residuals_by_value() -> pd.DataFrame:
    """Return each column's worst value: its mean error and standard error, the furthest from 0 first."""
    found = []
    for place, name in enumerate(names):
        column = X[matured, place]
        values = np.unique(column[~np.isnan(column)])
        cuts = np.unique(np.nanquantile(column, [0.25, 0.5, 0.75])) if len(values) > 6 else values
        bins = np.where(np.isnan(column), -1, np.searchsorted(cuts, column))
        for one in np.unique(bins):
            mine = residual[bins == one]
            if len(mine) < FEWEST:
                continue
            error = mine.std(ddof=1) / np.sqrt(len(mine))
            text = "mangler" if one < 0 else f"op til {cuts[one]:g}" if one < len(cuts) else f"over {cuts[-1]:g}"
            off = mine.mean() - residual.mean()
            found.append((name, text, len(mine), off, error, abs(off) / max(error, 1e-9)))
    columns = ["oplysning", "værdi", "sager", "log-fejl", "standardfejl", "standardfejl ude"]
    return pd.DataFrame(found, columns=columns).sort_values("standardfejl ude", ascending=False)


worst = residuals_by_value()
worst.head(10).round(2).style.hide(axis="index").format(precision=2)

# %% [markdown]
# ## 4. Ville flere sager gøre den bedre?
#
# Den samme prøve på de samme nyeste sager, men lært af færre sager fra de samme år: sådan ser en mindre kommune ud. Er
# kurven flad til sidst, er det ikke flere sager, modellen mangler, men andre oplysninger.


# %%
def learn_from(count: int) -> tuple[float, float]:
    """Return log loss and deviance on the newest cases, learned from so many of those before them."""
    fewer = thinned(trained.parts, count)
    origin, text = scheme_text(scheme_source)
    small = Frame.learn(parse_scheme(text, origin), fewer.develop.cases)
    provenance = Provenance(
        scheme_text=text,
        bands=None if fewer.bands is None else tuple(fewer.bands.tolist()),
        trained_through=fewer.trained_through,
        created_at=datetime.now(UTC),
        code_version="0",
    )
    learned, _ = learn_bundle(small, fewer, Training(seed=1), provenance, progress=lambda _: None)
    told = Assessor(learned).answers(small.rows(test.cases))
    loss = category_figures(told.probability, test.labels)["log_loss"]
    return loss, effort_figures(told.hours[matured], recorded)["deviance"]


everything = len(trained.parts.develop.cases)
curve = {}
for count in sorted({*(size for size in SIZES if size < everything), everything}):
    try:
        curve[count] = learn_from(count)
    except TooFewCases as refused:
        print(f"{count} sager: {refused.danish}")
fig, axes = plt.subplots(1, 2)
for ax, place, title in zip(axes, (0, 1), ("Kategori: log-tab", "Timer: devians"), strict=True):
    ax.plot(list(curve), [one[place] for one in curve.values()], "o-", color=BLUE)
    ax.set(title=title, xlabel="sager at lære af", xscale="log")
    ax.set_xticks(list(curve), [str(count) for count in curve])
    ax.minorticks_off()
plt.show()


# %%
def verdict() -> pd.DataFrame:
    """Answer the question in five parts, each by a figure of the report or of the residuals."""
    against = category["against"], effort["against"]
    rows = [
        (
            "Siger pointtavlen det samme som shap?",
            bool(difference < 1e-9),
            f"største forskel {difference:.0e}",
        ),
        (
            "Skelner modellen bedre end den hyppigste kategori?",
            against[0]["majority"]["log_loss"]["high"] < 0.0,
            f"log-tab {category['log_loss']:.2f} mod {category['baselines']['majority']['log_loss']:.2f}",
        ),
        (
            "Følger timerne sagen bedre end kategoriens gennemsnit?",
            against[1]["category_table"]["r2_log"]["low"] > 0.0,
            f"R² (log) {effort['r2_log']:.2f} mod {effort['baselines']['category_table']['r2_log']:.2f}",
        ),
        (
            "Holder den lovede usikkerhed?",
            abs(category["coverage"] - category["set_level"]) < 0.05,
            f"sættet rummer {category['coverage']:.0%}, lovet {category['set_level']:.0%}",
        ),
        (
            "Er den fri for en oplysning, fejlen følger?",
            bool(worst["standardfejl ude"].head(1).lt(4.0).all()),
            f"den yderste ligger {worst['standardfejl ude'].max():.1f} standardfejl ude",
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
# **Ja, vi kan stole på det, modellen har lært, når alle fem svar ovenfor er ja.** Så er pointtavlen god nok til at stå
# ved siden af den faglige vurdering, og næste skridt er prøven og to personers godkendelse (notesbog 05).
#
# - Er det første svar **nej**: brug den ikke, og meld fejlen. Forklaringerne passer ikke til svarene.
# - Er det andet eller tredje **nej**: brug kategoriens gennemsnit, og se på de oplysninger, der oftest mangler.
# - Er det fjerde **nej**: brug ikke de sandsynlige kategorier, før modellen er trænet på nyere sager.
# - Er det femte **nej**: se på den oplysning, der står øverst. Registreres den ens i alle teams og i alle år?
#
# Modellen siger noget om arbejde, aldrig om barnets ret til hjælp. Et menneske bestemmer kategorien og fordelingen.
