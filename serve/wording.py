"""Which Danish sentences does a caseworker read? The fixed ones, filled in. Frequencies, never percentages.

Sentences that carry emphasis are ``Markup``; what is filled into them is escaped.
"""

import math
from collections.abc import Sequence

from markupsafe import Markup

from features.scheme import CategorySource, Scheme
from sagstyngde.assessment import Assessment, CategorySuggestion, Reason
from sagstyngde.category import CategoryScale
from sagstyngde.effort import Effort
from sagstyngde.plan import Plan
from serve.language import _, later, ngettext
from serve.written import NO_BREAK, hours, listing, number, percent, period, signed

BINDING = later("Din faglige vurdering gælder.")
HOURS = later("timer")
"""What a scheme counts effort in, where it says nothing else."""
EVENNESS = later(
    "Belastningen regnes af skønnede timer. Et procentpoint fra eller til siger derfor intet om, hvem der får mest at "
    "lave, og decimaler er uden mening: se hellere på risikoen for over 100 % og på, hvordan det går i ugerne efter."
)


def category_name(scale: CategoryScale, code: str) -> str:
    """Return a category's name; its code where an older scheme gave it and the scale has it no longer."""
    return next((category.name for category in scale if category.code == code), code)


def tenths(probabilities: Sequence[float]) -> tuple[int, ...]:
    """Share ten cases out by probability: whole numbers that add up to ten (largest remainders).

    >>> tenths((0.02, 0.2, 0.68, 0.1)), tenths((0.25, 0.25, 0.25, 0.25))
    ((0, 2, 7, 1), (3, 3, 2, 2))
    """
    shares = [10 * probability / sum(probabilities) for probability in probabilities]
    counts = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: (counts[place] - shares[place], place))
    for place in by_remainder[: 10 - sum(counts)]:
        counts[place] += 1
    return tuple(counts)


def suggestion_sentence(suggestion: CategorySuggestion, scheme: Scheme) -> Markup:
    """Say the suggestion and how ten such cases turned out."""
    name = category_name(scheme.scale, suggestion.code)
    head = Markup("{} <strong>{}</strong> ({}).").format(_("Forslag:"), name, suggestion.code)
    return head + " " + frequency_sentence(suggestion, scheme)


def frequency_sentence(suggestion: CategorySuggestion, scheme: Scheme) -> str:
    """Say how ten such cases turned out; nothing where the scale has changed since."""
    if len(suggestion.probabilities) != len(scheme.scale):
        return ""
    judged = scheme.category.source is CategorySource.JUDGED
    ten = sorted(zip(tenths(suggestion.probabilities), scheme.scale, strict=True), key=lambda pair: -pair[0])
    parts = [
        _("{n} som {category}").format(n=cases, category=category.name.lower()) for cases, category in ten if cases
    ]
    told = (
        _("Af 10 sager som denne er {n} blevet vurderet som {rest}.")
        if judged
        else _("Af 10 sager som denne er {n} endt som {rest}.")
    )
    return told.format(n=ten[0][0], rest=listing([ten[0][1].name.lower(), *parts[1:]]))


def likely_sentence(suggestion: CategorySuggestion, scheme: Scheme) -> str:
    """Name the likely categories along the scale."""
    names = [category_name(scheme.scale, code).lower() for code in suggestion.likely_codes]
    told = ngettext("Sandsynlig kategori: {names}", "Sandsynlige kategorier: {names}", len(names))
    return told.format(names=" – ".join(names))


def hours_sentence(effort: Effort, unit: str) -> Markup:
    """Say the expected hours, their range and when they fall."""
    parts = Markup("{} <strong>{} {}</strong> {} ({}). {}")
    told = number(effort.hours), unit, period(effort.horizon_months), _range(effort), _busiest(effort, unit)
    return parts.format(_("Forventet sagsbehandling:"), *told)


def _range(effort: Effort) -> str:
    low, high = hours(effort.interval.low), hours(effort.interval.high)
    return _("{share} sager ligger mellem {low} og {high}").format(
        share=_of_ten(effort.interval.level), low=low, high=high
    )


def _of_ten(level: float) -> str:
    tenth = 10 * level
    if abs(tenth - round(tenth)) < 1e-9:
        return _("{n} ud af 10").format(n=f"{tenth:.0f}")
    return _("{n} ud af 100").format(n=f"{100 * level:.0f}")


def _busiest(effort: Effort, unit: str) -> str:
    within = effort.monthly_hours[: effort.horizon_months]
    most = sorted(range(len(within)), key=lambda month: (-within[month], month))[:2]
    months = [str(month + 1) for month in sorted(most) if within[month] > 0.0]
    return _("Flest {unit} i måned {months}.").format(unit=unit, months=listing(months)) if months else ""


def reason_sentence(reason: Reason, unit: str) -> str:
    """Say what one fact adds.

    >>> reason_sentence(Reason(fact="tolk", text="Tolk", points=1.0, hours=-2.0), "timer")
    'Trækker ned: Tolk (−2,0 timer).'
    """
    amount = f"({signed(reason.hours)} {unit})."
    if reason.fact is None:
        return f"{reason.text} {amount}"
    told = _("Trækker op: {reason} {amount}") if reason.hours >= 0.0 else _("Trækker ned: {reason} {amount}")
    return told.format(reason=reason.text, amount=amount)


def average_sentence(assessment: Assessment, unit: str) -> str:
    """Say where the reasons start."""
    return _("Gennemsnitssagen: {hours} {unit}.").format(hours=number(assessment.average_hours, 1), unit=unit)


def main_reason(assessment: Assessment) -> Reason | None:
    """Return the named reason that moves the hours most."""
    named = [reason for reason in assessment.reasons if reason.fact is not None]
    return max(named, key=lambda reason: abs(reason.hours), default=None)


NOT_ASSESSED = later("Sagen er ikke vurderet af modellen. Giv din egen kategori.")
AWAITS_JUDGEMENT = later("Sagen er udtrukket til blind vurdering: giv din egen kategori, før forslaget vises.")


def plan_sentence(plan: Plan) -> str:
    """Say what a proposal asks of the team leader."""
    moved, unplaced = sum(one.moved_from is not None for one in plan.placements), len(plan.unplaced)
    placed = len(plan.placements) - moved
    told = []
    if placed or not moved:
        told.append(
            ngettext("{n} sag er foreslået fordelt", "{n} sager er foreslået fordelt", placed).format(n=number(placed))
        )
    if moved:
        told.append(
            ngettext("{n} sag er foreslået flyttet", "{n} sager er foreslået flyttet", moved).format(n=number(moved))
        )
    head = _(", og ").join(told) + "."
    if not unplaced:
        return " ".join([head, _("Gennemgå forslaget, og beslut fordelingen.")])
    rest = ngettext(
        "{n} sag kan ikke placeres uden din beslutning: begynd med den.",
        "{n} sager kan ikke placeres uden din beslutning: begynd med dem.",
        unplaced,
    )
    return f"{head} {rest.format(n=number(unplaced))}"


def weight_text(assessment: Assessment, scheme: Scheme) -> str:
    """Say in few words what a case weighs."""
    suggestion, effort = assessment.suggestion, assessment.effort
    withheld = _("kan ikke målgruppevurderes")
    category = withheld if suggestion.is_withheld else category_name(scheme.scale, suggestion.code)
    return f"{category} · {hours(effort.hours)} {_(scheme.effort.unit)} {period(effort.horizon_months)}"


def chance_text(chance: float) -> str:
    """Say a chance as a frequency.

    >>> chance_text(0.31), chance_text(0.02), chance_text(0.99), chance_text(0.0), chance_text(1.0)
    ('3 ud af 10', 'under 1 ud af 20', 'over 19 ud af 20', 'ingen', 'sikker')
    """
    if chance in {0.0, 1.0}:
        return _("sikker") if chance else _("ingen")
    if not 0.05 <= chance <= 0.95:
        return _("under 1 ud af 20") if chance < 0.5 else _("over 19 ud af 20")
    return _("{n} ud af 10").format(n=max(1, min(9, round(10.0 * chance))))


def unbroken(text: str) -> str:
    r"""Keep a number and its per cent sign on one line.

    >>> unbroken("82 % → 88 %")
    '82\xa0% → 88\xa0%'
    """
    return text.replace(" %", f"{NO_BREAK}%")


def share_text(share: float) -> str:
    """Write a load in per cent; a load nobody has capacity for has no percentage."""
    return percent(share) if math.isfinite(share) else _("ingen kapacitet")
