"""What does an analyst read of a retraining? What changed, for whom, and the gate: one page to print, in Danish."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from casework.forecast_sections import Grid, Section
from pipelines.forecast_report import html
from pipelines.retraining_charts import hours_chart, table_chart
from sagstyngde.danish import count, first, number, signed, whole_day
from sagstyngde.gate import Gate, Outcome

OUTCOMES = {
    Outcome.PASSED: "✓ bestået",
    Outcome.NAMED: "• nævnes",
    Outcome.STOPPED: "✗ stopper",
    Outcome.UNMEASURED: "? ikke målt, stopper",
}
Told = Mapping[str, Any]


def page(told: Told, gate: Gate) -> str:
    """Return the report as one HTML file that needs no other."""
    charts = {}
    if told["open"] is not None:
        charts["timer"] = hours_chart(told["open"]["hours_before"], told["open"]["hours_after"])
    if told["table"] is not None and told["table"]["changes"]:
        charts["pointtavle"] = table_chart(told["table"]["changes"])
    return html(f"Gentræning: model {told['challenger'][:12]}", tuple(sections(told, gate)), charts)


def sections(told: Told, gate: Gate) -> Iterator[Section]:
    """Lay a retraining out for reading: what to do next first, then why."""
    yield Section(title="Kort sagt", texts=tuple(summary(told, gate)))
    yield Section(title="Prøven", texts=(_PROOF,), grids=(_gate_grid(gate),))
    if told["open"] is not None:
        yield from _open_sections(told["open"])
    if told["table"] is not None:
        yield _table_section(told["table"])
    yield Section(title="Data", texts=tuple(_data(told)))


def summary(told: Told, gate: Gate) -> Iterator[str]:
    """Say what to do next, and what the model rests on."""
    if gate.stops:
        yield (
            f"{count(len(gate.stops), 'prøvepunkt', 'prøvepunkter')} taler imod den nye model. Den kan kun tages i "
            "brug, hvis to personer hver for sig begrunder, hvorfor hvert af dem kan fraviges."
        )
    else:
        yield "Ingen prøvepunkter taler imod den nye model. Den kan indstilles, og en anden skal godkende den."
    if gate.named:
        yield f"{_named(len(gate.named))}, før den indstilles."
    last, tried = (date.fromisoformat(told[key]) for key in ("ends_on", "trained_through"))
    yield (
        f"Historikken rummer {number(told['cases'])} sager til og med {whole_day(last - timedelta(days=1))}. De "
        f"nyeste, modtaget fra {whole_day(tried)}, er holdt tilbage for at prøve modellen på."
    )
    yield from _beside(told)
    followed = told["erasures_followed"]
    if followed:
        yield (
            f"{count(followed, 'sag', 'sager')}, der er slettet, siden modellen i brug blev lært, er ikke med i den "
            "nye. De huskes af modellen i brug, til den nye tages i brug."
        )


def _named(count_of: int) -> str:
    return "Læs det punkt, der nævnes" if count_of == 1 else f"Læs de {number(count_of)} punkter, der nævnes"


def _beside(told: Told) -> Iterator[str]:
    if told["champion"] is None:
        yield "Der er ingen model i brug at sammenligne med: det er den første."
    else:
        yield f"Den er sammenlignet med modellen i brug, {told['champion'][:12]}, på de samme nyeste sager."


_PROOF = "Hvert punkt har sit tal og sin grænse. Et punkt, der ikke kunne måles, stopper som et, der ikke er bestået."


def _gate_grid(gate: Gate) -> Grid:
    order = [Outcome.STOPPED, Outcome.UNMEASURED, Outcome.NAMED, Outcome.PASSED]
    checks = sorted(gate.checks, key=lambda check: order.index(check.outcome))
    rows = [(check.label, OUTCOMES[check.outcome], check.figure, check.limit, check.told) for check in checks]
    return Grid(header=("Prøvepunkt", "Udfald", "Målt", "Grænse", "Det betyder"), rows=tuple(rows), is_text=True)


def _open_sections(told: Told) -> Iterator[Section]:
    yield Section(title="Åbne sager: andre forslag", texts=tuple(_suggestions(told)), grids=tuple(_moves(told)))
    months = [str(month) for month in range(1, len(told["hours_before"]) + 1)]
    cells = zip(months, told["hours_before"], told["hours_after"], strict=True)
    rows = tuple((month, number(then), number(now), signed(now - then, 0)) for month, then, now in cells)
    header = ("Måned frem", "Model i brug, timer", "Ny model, timer", "Forskel")
    yield Section(
        title="Åbne sager: timer i alt, måned for måned",
        texts=tuple(_loads(told)),
        grids=(Grid(header=header, rows=rows),),
        chart="timer",
    )
    if told["groups"]:
        yield _group_section(told["groups"])


def _suggestions(told: Told) -> Iterator[str]:
    if told["moves"] is None:
        yield "De to modeller har hver sin skala, så forslagene kan ikke sammenlignes."
        return
    other = first(_few(told["other_category"]))
    yield f"{other} af {_few(told['cases'])} åbne sager ville få forslag om en anden kategori."
    if told["heavier"] is not None and told["lighter"] is not None:
        yield f"{number(told['heavier'])} et tungere og {number(told['lighter'])} et lettere."
    yield f"I {_few(told['judged'])} af dem har en fagperson vurderet; den vurdering står ved magt."


def _moves(told: Told) -> Iterator[Grid]:
    if told["moves"] is not None:
        codes = told["codes"]
        rows = ((code, *(_few(one) for one in row)) for code, row in zip(codes, told["moves"], strict=True))
        yield Grid(header=("Før \\ nu", *codes), rows=tuple(rows))


def _loads(told: Told) -> Iterator[str]:
    then, now = sum(told["hours_before"]), sum(told["hours_after"])
    if then:
        yield (
            f"De åbne sager ventes at tage {number(now)} timer de næste {number(len(told['hours_before']))} måneder "
            f"mod {number(then)} efter modellen i brug ({signed(100.0 * (now / then - 1.0), 0)} %)."
        )
    if told["caseworkers"]:
        yield (
            f"Af {count(told['caseworkers'], 'sagsbehandler', 'sagsbehandlere')} står "
            f"{number(told['caseworkers_more'])} til over 10 % flere timer og {number(told['caseworkers_less'])} til "
            f"over 10 % færre, med de sager de har. Det svarer til {number(told['moved_hours'])} timer om måneden, der "
            "skulle skifte hænder. Sagerne flyttes ikke af sig selv."
        )


def _group_section(groups: Sequence[Told]) -> Section:
    header = ("Gruppe", "Åbne sager", "Timer mod før", "Andet forslag")
    rows = tuple(
        (
            f"{one['grouping']}: {one['label']}",
            number(one["cases"]),
            f"{signed(100.0 * (one['hours_ratio'] - 1.0), 0)} %",
            _few(one["other_category"]),
        )
        for one in groups
    )
    return Section(
        title="For hvem", texts=("Grupper med mindst 50 åbne sager.",), grids=(Grid(header=header, rows=rows),)
    )


def _table_section(told: Told) -> Section:
    texts = [f"{count(told['changed'], 'værdi vejer', 'værdier vejer')} anderledes; de største står her."]
    texts += [f"Kommet til: {'; '.join(told['came'])}."] if told["came"] else []
    texts += [f"Udgået: {'; '.join(told['went'])}."] if told["went"] else []
    rows = tuple(
        (
            f"{one['label']}: {one['value']}",
            number(one["points_before"], 1),
            number(one["points_after"], 1),
            f"{signed(100.0 * (one['hours_ratio'] - 1.0), 0)} %",
        )
        for one in told["changes"]
    )
    grid = Grid(header=("Oplysning", "Point før", "Point nu", "Timer mod før"), rows=rows)
    chart = "pointtavle" if told["changes"] else None
    return Section(title="Pointtavlen", texts=tuple(texts), grids=(grid,), chart=chart)


def _data(told: Told) -> Iterator[str]:
    if not told["data"]:
        yield "Intet i historikken skiller sig ud fra den, der sidst blev trænet på."
    for one in told["data"]:
        yield f"{OUTCOMES[Outcome(one['outcome'])]}: {one['text']} ({one['figure']})"


def _few(value: int | None) -> str:
    return "under 5" if value is None else number(value)
