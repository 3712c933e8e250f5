# %% [markdown]
# # Hjalp det, at sagsbehandlerne selv må træffe afgørelse, og blev det dyrere?

# %% [markdown]
# Notesbogen går hele vejen: fra planen, før nogen ser tal, til det, som evalueringen siger, og det, der kan gå galt.
#
# 1. Hvad påstås, og hvor store er grænserne?
# 2. Er forsøget stort nok?
# 3. Hvad er der at se på?
# 4. Hvad er vist?
# 5. Hvad kan gå galt?
#
# Uden videre bruger notesbogen et opdigtet forsøg, hvis sande virkning er kendt. Peg på jeres eget med miljøvariablerne
# `SAGSTYNGDE_PLAN` (planens TOML-fil), `SAGSTYNGDE_DECISIONS` (`decisions.csv`, se docs/evaluering.md) og
# `SAGSTYNGDE_SURVEY`, før Jupyter startes. Gem aldrig en notesbog med resultater uden for kommunens drev.

# %%
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from rich.console import Console

from features.csv_text import read_csv_text
from mandate.decision_columns import columns_of
from mandate.effect import Material, evaluate
from mandate.finding import Estimate, OutcomeName
from mandate.margin_words import OUTCOMES, claim_text
from mandate.margins import judged
from mandate.outcomes import lay
from mandate.panel import Panel
from mandate.survey import survey_of
from mandate.trial_plan_toml import read_trial_plan
from mandate.trial_standing import registration_standing
from pipelines.decisions_file import read_decisions
from pipelines.mandate_power import show_power
from pipelines.progress import Steps
from pipelines.synthetic_trial_asked import Planted, TrialShape
from pipelines.synthetic_trial_files import invent_trial
from sagstyngde.decision import Unit
from sagstyngde.settings import Settings

plt.rcParams |= {"figure.figsize": (9.0, 3.6), "figure.constrained_layout.use": True, "axes.spines.top": False}
plt.rcParams |= {"axes.spines.right": False, "axes.titlelocation": "left"}
TODAY = datetime.now(UTC).date()

# %%
ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "pyproject.toml").exists())
MADE = ROOT / Settings().var / "notebooks"


def invented(name: str, planted: Planted) -> Path:
    """Return the folder of an invented trial."""
    folder = MADE / name
    if not (folder / "truth.json").exists():
        MADE.mkdir(parents=True, exist_ok=True)
        invent_trial(folder, TrialShape(), planted)
    return folder


trial = invented("forsoeg", Planted())
plan_file = Path(os.environ.get("SAGSTYNGDE_PLAN", trial / "plan.toml"))
decisions_file = Path(os.environ.get("SAGSTYNGDE_DECISIONS", trial / "decisions.csv"))
survey_file = Path(os.environ.get("SAGSTYNGDE_SURVEY", trial / "survey.csv"))
plan = read_trial_plan(plan_file)

# %% [markdown]
# ## 1. Hvad påstås, og hvor store er grænserne?
#
# Grænsen er det, de ansvarlige kan leve med, ikke det, tallene nok vil vise. Den skrives, før nogen ser data, og
# registreres med `sagstyngde mandate plan`.

# %%
pd.DataFrame(
    [(OUTCOMES[one.outcome], claim_text(one.claim), one.design.value, one.is_primary) for one in plan.claims],
    columns=["hvad", "påstand", "opgørelse, der afgør", "skal vises"],
).style.hide(axis="index")

# %% [markdown]
# ## 2. Er forsøget stort nok?
#
# At en stigning ikke ses, er ikke det samme som, at der ingen er: et lille forsøg ser ingenting. Derfor regnes
# størrelsen ud, før forsøget begynder.

# %%
show_power(plan_file, as_json=False, console=Console(width=110))

# %% [markdown]
# ## 3. Hvad er der at se på?
#
# Rækker, der ikke kan være rigtige, afvises og tælles. Dage opgøres efter den måned, der blev søgt i, alt andet efter
# den måned, der blev afgjort i.

# %%
found = read_decisions(decisions_file, on=TODAY)
print(f"{len(found.kept)} afgørelser læst, {len(found.refusals)} rækker afvist.")
for refused in found.refusals[:5]:
    print(f"række {refused.row}, kolonne {refused.column}: {refused.reason_da}")
columns = columns_of(found.kept, plan)
laid = {outcome: columns and lay(outcome, columns, plan) for outcome in OutcomeName}
for outcome, one in laid.items():
    if one is not None:
        print(f"\n{OUTCOMES[outcome]}: {one.panel.counts.sum()} afgørelser, {len(one.panel.months)} måneder.")
        print(" ".join(one.notes))


# %%
def draw_days(ax: plt.Axes, panel: Panel, start: int) -> None:
    """Draw the usual days of the teams that began together; those that never did are dotted."""
    rows = panel.starts == start
    values, weight = panel.values[rows], panel.counts[rows]  # noqa: PD011  an array of ours
    seen = weight.sum(axis=0) > 0
    mean = np.expm1(np.average(np.nan_to_num(values[:, seen]), axis=0, weights=weight[:, seen]))
    begins = start < len(panel.months)
    name = f"begynder {panel.months[start]:%m-%Y}" if begins else "begynder ikke"
    ax.plot(np.array(panel.months)[seen], mean, label=name, linestyle="-" if begins else ":")


days = laid[OutcomeName.DAYS]
fig, ax = plt.subplots()
for start in np.unique(days.panel.starts) if days else ():
    draw_days(ax, days.panel, int(start))
ax.set(title="Typiske dage fra ansøgning til afgørelse", ylabel="dage")
ax.legend(frameon=False, ncols=4)
plt.show()

# %% [markdown]
# ## 4. Hvad er vist?
#
# Planen har sagt på forhånd, hvilken opgørelse der afgør en påstand. De andre står ved siden af.

# %%
text = read_csv_text(survey_file, frozenset({"question", "answer"}))
survey = survey_of(list(text.header), text.records, [one.code for one in plan.questions], survey_file.name)
material = Material(decisions=found.kept, survey=survey, refused_rows=len(found.refusals))
standing = registration_standing(plan, None, None)
with Steps.shown(Console(), total=len(plan.claims)) as steps:
    findings = evaluate(material, plan, standing, on=TODAY, tell=steps)
print(findings.text, "\n")
for claim in findings.claims:
    print(claim.judged.text)

# %%
truth_file = decisions_file.with_name("truth.json")
truth = json.loads(truth_file.read_text("utf-8")) if truth_file.exists() else {}
PLANTED = {
    OutcomeName.DAYS: truth.get("days_ratio"),
    OutcomeName.GRANTED: truth.get("granted_points", 0.0) / 100 if truth else None,
    OutcomeName.AMOUNT: truth.get("amount_ratio"),
    OutcomeName.SPENDING: truth.get("spending_ratio"),
}
pd.DataFrame(
    [
        {
            "hvad": OUTCOMES[one.outcome],
            "opgørelse": one.design.value,
            "fundet": round(one.effect, 3),
            "fra": round(one.low, 3),
            "til": round(one.high, 3),
            "plantet": PLANTED.get(one.outcome),
        }
        for claim in findings.claims
        for one in (claim.described, *claim.beside)
        if isinstance(one, Estimate)
    ]
).style.hide(axis="index")

# %% [markdown]
# ## 5. Hvad kan gå galt?
#
# **At se på gennemsnit før og efter.** Priser stiger, og årstider skifter, mens forsøget løber. Her er den rå forskel i
# bevilgede kroner, uden at noget er holdt op mod noget.

# %%
begins = {team.name: team.starts_on for team in plan.teams}
kroner = pd.DataFrame(
    [
        {"efter": one.decided_on >= start, "kroner": one.amount.value}
        for one in found.kept
        if (start := begins.get(one.team)) and one.is_granted and one.amount and one.amount.unit is Unit.KRONER_A_YEAR
    ]
)
raw = kroner.groupby("efter")["kroner"].mean()
print(f"Rå forskel i beløb pr. bevilling: {100 * (raw[True] / raw[False] - 1):+.1f} %.")
print(f"Plantet forhold: {PLANTED[OutcomeName.AMOUNT]}.")

# %% [markdown]
# **At vælge grænsen bagefter.** Samme tal, tre grænser: den, der må vælge, kan få det svar, han ønsker. Derfor dateres
# planen, og derfor gemmes hvert blik på tallene.

# %%
spending = next(one for one in findings.claims if one.judged.claim.outcome is OutcomeName.SPENDING)
for margin in (1.05, 1.15, 1.3):
    claim = replace(spending.judged.claim, margin=margin)
    print(f"{margin}: {judged(claim, spending.judged.found, TODAY).text}")

# %% [markdown]
# **At udgifterne faktisk stiger.** Et forsøg, hvor hver bevilling er blevet 40 procent dyrere:

# %%
dearer = invented("forsoeg-dyrere", Planted(spending_ratio=1.4))
costly = [one for one in plan.claims if one.outcome is OutcomeName.AMOUNT]
if truth and costly:
    rows = read_decisions(dearer / "decisions.csv", on=TODAY).kept
    dear = evaluate(Material(decisions=rows), replace(plan, claims=tuple(costly)), standing, on=TODAY)
    print(dear.claims[0].judged.text)

# %% [markdown]
# **At se for tidligt.** Med de første måneder efter starten alene kan intet afgøres; det siges, og der gættes ikke.

# %%
early = [one for one in found.kept if one.decided_on < max(plan.starts)]
shown = evaluate(Material(decisions=early), replace(plan, claims=plan.claims[:1]), standing, on=TODAY)
print(shown.claims[0].judged.text)

# %% [markdown]
# ## Svar
#
# Svaret er det, der står under 4, ord for ord: *vist*, *ikke vist*, *værre* eller *kan ikke afgøres*. »Ikke vist« er
# ikke »ingen stigning«. Rapporten til udvalget laves med `sagstyngde mandate evaluate` og citerer planen, grænserne og
# dagen, den blev registreret.
