"""What is a policy measured by? Each figure with its Danish definition; all of them are better the lower they are."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from allocation import measures
from allocation.yardstick import Outcome


class Unit(StrEnum):
    """What a figure counts."""

    SHARE = "andel"
    RATIO = "forhold"
    DAYS = "dage"
    RATE = "pr. barn pr. år"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number about a policy; ``measure`` gives ``nan`` where a world holds nothing to measure it by."""

    name: str
    label: str
    unit: Unit
    definition: str
    measure: Callable[[Outcome], float]


def measured(outcome: Outcome) -> dict[str, float]:
    """Return every figure of an outcome by name."""
    return {figure.name: figure.measure(outcome) for figure in FIGURES}


_LOAD = "Belastning er de timer, der forfaldt i de seneste 13 uger, over nettotimerne i de samme uger. "

FIGURES = (
    Figure(
        name="load_cv",
        label="Spredning i belastning",
        unit=Unit.SHARE,
        definition=f"{_LOAD}Standardafvigelsen mellem sagsbehandlerne over deres gennemsnit, gennemsnit over ugerne.",
        measure=measures.load_cv,
    ),
    Figure(
        name="load_range",
        label="Højeste minus laveste belastning",
        unit=Unit.SHARE,
        definition=f"{_LOAD}Forskellen mellem den mest og den mindst belastede i samme uge, gennemsnit over ugerne.",
        measure=measures.load_range,
    ),
    Figure(
        name="load_peak",
        label="Højeste belastning",
        unit=Unit.SHARE,
        definition=f"{_LOAD}Den mest belastede sagsbehandler i hver uge, gennemsnit over ugerne.",
        measure=measures.load_peak,
    ),
    Figure(
        name="over_100",
        label="Uger over 100 %",
        unit=Unit.SHARE,
        definition=f"{_LOAD}Andelen af alle sagsbehandleruger med en belastning over 100 %.",
        measure=measures.over(1.0),
    ),
    Figure(
        name="over_110",
        label="Uger over 110 %",
        unit=Unit.SHARE,
        definition=f"{_LOAD}Andelen af alle sagsbehandleruger med en belastning over 110 %.",
        measure=measures.over(1.1),
    ),
    Figure(
        name="heaviest_share",
        label="Tunge sager: flest over gennemsnit",
        unit=Unit.RATIO,
        definition="Tunge sager er den tredjedel med flest forventede timer. Åbne tunge sager pr. nettotime hos den "
        "sagsbehandler, der har flest, over gennemsnittet; kun sagsbehandlere med mindst 26 uger.",
        measure=measures.heaviest_share,
    ),
    Figure(
        name="count_cv",
        label="Spredning i antal sager",
        unit=Unit.SHARE,
        definition="Standardafvigelsen mellem sagsbehandlernes antal åbne sager over gennemsnittet, gennemsnit over "
        "ugerne. Deltid tæller ikke med.",
        measure=measures.count_cv,
    ),
    Figure(
        name="handovers",
        label="Overdragelser",
        unit=Unit.RATE,
        definition="Skift af sagsbehandler, fordi den hidtidige er fratrådt eller på længere orlov, pr. barn pr. år "
        "med åben sag.",
        measure=measures.handovers,
    ),
    Figure(
        name="moves",
        label="Flytninger",
        unit=Unit.RATE,
        definition="Skift af sagsbehandler, mens den hidtidige stadig var på arbejde, pr. barn pr. år med åben sag.",
        measure=measures.moves,
    ),
    Figure(
        name="sibling_splits",
        label="Søskende hos forskellige",
        unit=Unit.SHARE,
        definition="Andelen af uger med åben sag hos begge af to søskende, hvor to sagsbehandlere har dem. Søskende, "
        "der skal have hver sin, er ikke med.",
        measure=measures.sibling_splits,
    ),
    Figure(
        name="competence_misses",
        label="Manglende kompetence",
        unit=Unit.SHARE,
        definition="Andelen af nye sager med krav om en kompetence, som gik til en sagsbehandler uden den.",
        measure=measures.competence_misses,
    ),
    Figure(
        name="district_crossings",
        label="Uden for distrikt",
        unit=Unit.SHARE,
        definition="Andelen af nye sager med et distrikt, som gik til en sagsbehandler, der dækker andre distrikter.",
        measure=measures.district_crossings,
    ),
    Figure(
        name="bent",
        label="Betingelser fraveget",
        unit=Unit.SHARE,
        definition="Andelen af nye sager, hvor ingen opfyldte politikkens betingelser, så en af dem blev fraveget.",
        measure=measures.bent,
    ),
    Figure(
        name="wait_mean",
        label="Dage til første arbejde",
        unit=Unit.DAYS,
        definition="Dage fra modtagelse, til der første gang arbejdes på sagen. Arbejdet venter hos sagsbehandleren, "
        "når ugens timer er brugt, og det ældste tages først. Gennemsnit over nye sager.",
        measure=measures.wait_mean,
    ),
    Figure(
        name="wait_p90",
        label="Dage til første arbejde, 90 %",
        unit=Unit.DAYS,
        definition="Som ovenfor: ni ud af ti nye sager ventede højst så længe.",
        measure=measures.wait_p90,
    ),
    Figure(
        name="deadline_missed",
        label="Over fire måneder",
        unit=Unit.SHARE,
        definition="Andelen af nye sager, hvor arbejde fra de første tre måneder endnu ikke er gjort fire måneder "
        "efter modtagelsen (fristen for den børnefaglige undersøgelse, barnets lov § 20, stk. 3). Fristen på 24 timer "
        "ved underretninger kan ikke ses i uger og er ikke med.",
        measure=measures.deadline_missed,
    ),
)
"""Every figure, in the order of the tables."""
