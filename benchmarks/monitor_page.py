"""How are the figures of watching the model read? ``docs/overvaagning.md``, written from its JSON."""

from textwrap import fill

from benchmarks.markdown import figure, percent, table
from benchmarks.surroundings import Json

_MOST_TOLD = 12
_QUIET = """
{worlds} worlds a row. The {earlier} earlier cases and the cases of ten years are drawn from the {rows} rows that an
invented municipality's model remembers. All statistics of all parts but groups together. By design at most {designed}
alarms are to be expected in ten years; the bar is at most one. Every case is a look, so nothing depends on whether one
looks 12 or 365 times a year.
"""
_REPLAYED = """
Learned on the oldest three quarters, then looked at every thirty days through the newest quarter with what was known
on each day. Nobody knows of these histories what really moved: what is named is what a person would have been asked to
look into.
"""
_LOOKED = "{cases} cases from {since} to {until}, {looks} looks, {watched} statistics, {alarms} alarms."


def page(found: Json) -> str:
    """Write the page."""
    return "\n".join(
        [
            "# Watching the model in use: how soon, and how often for nothing",
            "",
            "Written by `python -m benchmarks.monitor_power` (figures in `docs/overvaagning.json`); how it is done and",
            "why stands in [ADR 0065](adr/0065-watched-by-bets.md).",
            "",
            "## Ten years in which nothing moved",
            "",
            _said(_QUIET.format(**found)),
            "",
            table(
                ["cases a year", "alarms in ten years", "worlds with any", "95 %"],
                [
                    [
                        str(one["a_year"]),
                        figure(one["alarms_in_ten_years"]),
                        percent(one["any"]["share"], 1),
                        f"{percent(one['any']['low'], 1)} – {percent(one['any']['high'], 1)}",
                    ]
                    for one in found["sizes"]
                ],
            ),
            "",
            "## The score moves",
            "",
            "After how many cases the alarm comes. The bar: half a deviation within 200 cases.",
            "",
            table(
                ["cases a year", "move (deviations)", "median", "nine of ten", "within 200 cases", "95 %"],
                [
                    [
                        str(one["a_year"]),
                        shift,
                        figure(told["median"], 0),
                        figure(told["nine_of_ten"], 0),
                        percent(told["within"]["share"], 1),
                        f"{percent(told['within']['low'], 1)} – {percent(told['within']['high'], 1)}",
                    ]
                    for one in found["sizes"]
                    for shift, told in one["delays"].items()
                ],
            ),
            "",
            "## Real histories, replayed",
            "",
            _said(_REPLAYED),
            *(line for one in found["replayed"] for line in _replayed(one)),
            "",
        ]
    )


def _said(text: str) -> str:
    return fill(" ".join(text.split()), width=120)


def _replayed(one: Json) -> list[str]:
    head = ["", f"### {one['name']}", ""]
    if "absent" in one:
        return [*head, f"Not replayed: {one['absent']}."]
    told = _said(_LOOKED.format(alarms=len(one["raised"]), **one))
    lines = [*head, told]
    if one["hours_said"]:
        lines += ["", one["hours_said"]]
    if not one["raised"]:
        return lines
    rows = [
        [each[key] for key in ("crossed_on", "looked_on", "label")]
        + [figure(each["expected"]), figure(each["found"]), each["unit"]]
        for each in one["raised"][:_MOST_TOLD]
    ]
    lines += ["", table(["clear on", "told on", "what", "before", "seen", "unit"], rows, texts=3)]
    if len(one["raised"]) > _MOST_TOLD:
        lines += ["", f"The first {_MOST_TOLD} are shown."]
    return lines
