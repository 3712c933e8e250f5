"""How is a model told of? In sentences first, in frequencies; then in tables beside plainer models. No arithmetic.

Every figure is the report's own, as it lies in the bundle (``models.told_figures``).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from features.scheme import Scheme
from models.bundle import Manifest
from models.card import rows_beside
from models.card_words import CATEGORY_FIGURES, EFFORT_FIGURES, MODELS
from models.told_figures import Figures
from serve.language import _
from serve.people import People
from serve.wording import chance_text
from serve.written import count, day, number
from storage.models import KnownModel, ModelStage
from storage.stamp import Stamp
from storage.tables.models import ProposalOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that is said of how good a model is: in a word, and what it rests on."""

    text: str
    rests_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A table of one answer's figures: this model first, plainer and freer ones below; ``verdicts`` by row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    note: str


def goodness(figures: Figures, scheme: Scheme) -> list[Said]:
    """Say how good a model is on the newest cases, each beside what it was to be."""
    return [*_category_said(figures["category"]), *_effort_said(figures["effort"], _(scheme.effort.unit))]


def _category_said(category: Figures) -> list[Said]:
    judged = _("Prøvet på {n}, som modellen ikke har set.").format(n=count(category["n"], "vurdering", "vurderinger"))
    right = _("Modellen foreslår samme kategori som et menneske i {n} sager.").format(n=_of(category["accuracy"]))
    plain = category["baselines"].get("majority")
    if plain:
        right += " " + _("Gav man alle sager den hyppigste kategori, var det {n}.").format(n=_of(plain["accuracy"]))
    held = _("De sandsynlige kategorier rummer menneskets kategori i {n} sager. Lovet er {level}.")
    silent = _("Modellen foreslår ingen kategori i {n} sager, fordi den ikke kan svare forsvarligt.")
    return [
        Said(text=right, rests_on=judged),
        Said(text=held.format(n=_of(category["coverage"]), level=_of(category["set_level"])), rests_on=judged),
        Said(text=silent.format(n=_of(category["abstention"]["any"])), rests_on=""),
    ]


def _effort_said(effort: Figures, unit: str) -> list[Said]:
    if effort.get("n_in_parts"):
        seen = _("Prøvet på de {unit}, der er registreret i {n} i registreringsperioderne.")
        return [_in_sum(effort, unit, seen.format(unit=unit, n=_cases(effort["n_in_parts"])))]
    if not effort["n_matured"]:
        none = _("Ingen af de nyeste sager har hele forløbet bag sig, så timerne kan ikke prøves endnu.")
        return [Said(text=none, rests_on="")]
    seen = _("Prøvet på {n}, hvis forløb er fuldt kendt.").format(n=_cases(effort["n_matured"]))
    inside = _("De registrerede {unit} ligger inden for intervallet i {n} sager.")
    return [
        _in_sum(effort, unit, seen),
        Said(text=inside.format(unit=unit, n=_of(effort["interval_coverage"])), rests_on=seen),
    ]


def _in_sum(effort: Figures, unit: str, rests_on: str) -> Said:
    text = _("For hver 100 {unit}, der blev registreret, havde modellen ventet {n}.")
    limits = effort.get("intervals", {}).get("ours", {}).get("bias_ratio")
    if limits:
        low, high = (number(100.0 * limit) for limit in limits)
        text += " " + _("Med så få sager kan det rigtige tal ligge mellem {low} og {high}.").format(low=low, high=high)
    return Said(text=text.format(unit=unit, n=number(100.0 * effort["bias_ratio"])), rests_on=rests_on)


def goodness_tables(figures: Figures, scheme: Scheme) -> list[Beside]:
    """Lay the model's figures beside plainer and freer models', each with its interval and who is better."""
    category, effort = figures["category"], figures["effort"]
    found = [
        Beside(
            caption=_("Kategori: de nyeste sager"),
            heads=(*CATEGORY_FIGURES.values(), _("Holdt op mod pointtavlen")),
            rows=_rows(category, CATEGORY_FIGURES, "log_loss"),
            note=_(
                "Træfsikkerhed er andelen af vurderinger, hvor den mest sandsynlige kategori er menneskets. Vægtet "
                "kappa er 1 ved fuld enighed og 0 ved tilfældighed. Log-tabet er lavest for den model, der giver de "
                "rigtige kategorier størst sandsynlighed; det er dét, modellerne holdes op mod hinanden på."
            ),
        )
    ]
    if effort["n_matured"] or effort.get("n_in_parts"):
        note = _(
            "R² (log) er den del af forskellen mellem sagerne, modellen forklarer. Middelfejlen er i {unit}. "
            "Forudsagt/registreret er 1, når modellen i alt rammer. Modellerne holdes op mod hinanden på, hvor langt "
            "deres timer ligger fra de registrerede (devians)."
        )
        found.append(
            Beside(
                caption=_("Tidsforbrug: de nyeste sager"),
                heads=(*EFFORT_FIGURES.values(), _("Holdt op mod pointtavlen")),
                rows=_rows(effort, EFFORT_FIGURES, "deviance"),
                note=note.format(unit=_(scheme.effort.unit)),
            )
        )
    return found


def _rows(part: Figures, wanted: Mapping[str, str], figure: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    against = {MODELS[name]: gains for name, gains in part.get("against", {}).items()}
    return tuple(
        (name, (*cells, _compared(against.get(name, {}).get(figure)))) for name, cells in rows_beside(part, wanted)
    )


def _compared(gain: Figures | None) -> str:
    """Say who is better, where less is better: the interval of ours less theirs lies on one side of 0, or on both."""
    if gain is None:
        return "–"
    if gain["high"] < 0.0:
        return _("pointtavlen er bedre")
    return _("er bedre end pointtavlen") if gain["low"] > 0.0 else _("forskellen kan være tilfældig")


def model_facts(manifest: Manifest, scheme: Scheme, figures: Figures | None) -> list[tuple[str, str]]:
    """Name the model that answers: its hash, what it was learned from, and its scheme."""
    learned = _("{n}, modtaget før {day}").format(n=_cases(manifest.training_cases), day=day(manifest.trained_through))
    found = [(_("Model"), f"{manifest.content_hash[:12]}…"), (_("Lært af"), learned)]
    if manifest.open_cases_through is not None:
        through = _("lært af, hvad åbne sager tog indtil {day}").format(day=day(manifest.open_cases_through))
        found.append((_("Åbne sagers timer"), through))
    if figures is not None:
        tried = _("{n}, de senest modtagne") if figures["by_time"] else _("{n}, udtaget tilfældigt")
        found.append((_("Prøvet på"), tried.format(n=_cases(figures["n_test"]))))
    named = _("{name}, udgave {version}").format(name=scheme.title, version=scheme.version)
    return [*found, (_("Skema"), named), (_("Kontrolsum"), manifest.content_hash)]


def standing_of(known: KnownModel | None, people: People) -> list[str]:
    """Say who has registered, proposed and approved a model, and where it stands; where nobody has, say that."""
    if known is None:
        return [
            _("Modellen er ikke registreret i sagsbogen: den er indlæst af driften, og ingen har godkendt den dér.")
        ]
    lines = [_told(_("Registreret {day} af {who}."), known.model.registered, people)]
    for one in reversed(known.proposals):
        lines.append(_told(_("Indstillet {day} af {who}."), one.proposed, people))
        if one.settled is not None:
            text = (
                _("Godkendt {day} af {who}.")
                if one.outcome is ProposalOutcome.APPROVED
                else _("Afvist {day} af {who}.")
            )
            lines.append(_told(text, one.settled, people))
    return [*lines, stage_text(known.stage)]


def _told(text: str, stamp: Stamp, people: People) -> str:
    return text.format(day=day(stamp.at.date()), who=people.name(stamp.by))


def stage_text(stage: ModelStage) -> str:
    """Say where a model stands."""
    return {
        ModelStage.CANDIDATE: _("Kandidat: den er ikke taget i brug."),
        ModelStage.PROPOSED: _("Indstillet: den venter på, at en anden godkender den."),
        ModelStage.APPROVED: _("Godkendt, men ikke taget i brug."),
        ModelStage.LIVE: _("I brug."),
        ModelStage.RETIRED: _("Taget ud af brug."),
    }[stage]


def _of(share: float) -> str:
    return chance_text(share)


def _cases(cases: int) -> str:
    return count(cases, "sag", "sager")
