"""In which words does the queue say what to do first, how long a case has waited, and why it stands where it stands?"""

from collections.abc import Sequence
from datetime import date

from sagstyngde.clock import Clock, ClockKind
from serve.language import _, ngettext
from storage.queue import Stage, Waiting


def lead_of(found: Sequence[Waiting], urgent: int) -> str:
    """Say what to do next: one sentence for each thing that comes before the rest, in the order of the list."""
    if not found:
        return _("Ingen sager venter på en sagsbehandler.")
    blind, silent = (sum(one.stage is stage for one in found) for stage in (Stage.BLIND, Stage.SILENT))
    told = [
        ngettext("{n} sag venter på en sagsbehandler.", "{n} sager venter på en sagsbehandler.", len(found)).format(
            n=len(found)
        )
    ]
    if urgent:
        told.append(
            ngettext(
                "Begynd med den, hvis frist er overskredet eller nær.",
                "Begynd med de {n}, hvis frist er overskredet eller nær.",
                urgent,
            ).format(n=urgent)
        )
    if blind:
        told.append(_blind_sentence(blind, comes_first=not urgent))
    if silent:
        told.append(
            ngettext(
                "{n} sag kan modellen ikke målgruppevurdere: den kræver din egen vurdering.",
                "{n} sager kan modellen ikke målgruppevurdere: de kræver din egen vurdering.",
                silent,
            ).format(n=silent)
        )
    return " ".join(told if len(told) > 1 else (*told, _("Læs forslagene, og giv din egen vurdering.")))


def _blind_sentence(blind: int, *, comes_first: bool) -> str:
    if comes_first:
        return ngettext(
            "Begynd med den, der er udtrukket til din egen vurdering.",
            "Begynd med de {n}, der er udtrukket til din egen vurdering.",
            blind,
        ).format(n=blind)
    return ngettext(
        "{n} sag er udtrukket til din egen vurdering.", "{n} sager er udtrukket til din egen vurdering.", blind
    ).format(n=blind)


def waited(received_on: date, on: date) -> str:
    """Say how long a case has waited.

    >>> waited(date(2026, 11, 3), date(2026, 11, 4)), waited(date(2026, 11, 3), date(2026, 11, 3))
    ('har ventet 1 dag', 'modtaget i dag')
    """
    days = (on - received_on).days
    if days < 1:
        return _("modtaget i dag")
    return ngettext("har ventet {n} dag", "har ventet {n} dage", days).format(n=days)


def why_here(stage: Stage, urgent: Clock | None) -> str:
    """Say why a case stands before those that only wait; nothing of these."""
    if urgent is not None:
        if urgent.kind in {ClockKind.SIXTEEN, ClockKind.EIGHTEEN}:
            return _("Haster: overgangen til voksenlivet")
        return _("Haster: fristen er overskredet") if urgent.is_overdue else _("Haster: fristen er nær")
    return {
        Stage.BLIND: _("Udtrukket til din egen vurdering"),
        Stage.SILENT: _("Kræver din egen vurdering"),
    }.get(stage, "")
