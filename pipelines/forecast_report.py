"""How is a forecast shown? On the screen, as Markdown, and as one HTML file that can be mailed and printed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from casework.forecast_sections import Grid, Section

HERE = Path(__file__).parent


def show(title: str, sections: Sequence[Section], console: Console) -> None:
    """Print the sections."""
    console.print(Text(title, style="bold"))
    for section in sections:
        console.print()
        console.print(Text(section.title, style="bold"))
        for text in section.texts:
            console.print(Text(text))
        for grid in section.grids:
            console.print(_table(grid))


def show_opening(title: str, sections: Sequence[Section], console: Console) -> None:
    """Print the sections' sentences up to the first that is figures alone: the report holds the rest."""
    told = takewhile(lambda section: section.texts, sections)
    show(title, [replace(section, grids=()) for section in told], console)


def _table(grid: Grid) -> Table:
    # No rules between columns: ten of them must fit into eighty characters without a word being cut.
    table = Table(box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    for place, name in enumerate(grid.header):
        words = " ".join((name, *(row[place] for row in grid.rows))).split()
        longest = max(map(len, words), default=0)
        table.add_column(
            name, justify="right" if place else "left", min_width=longest, no_wrap=place == 0 and len(grid.header) > 6
        )
    for row in grid.rows:
        table.add_row(*map(Text, row))
    return table


def markdown(title: str, sections: Sequence[Section]) -> str:
    """Write the sections as Markdown; charts are the files beside it."""
    parts = [f"# {title}"]
    for section in sections:
        parts += [f"## {section.title}", *section.texts]
        parts += [f"![{section.title}]({section.chart}.svg)"] if section.chart else []
        parts += [_lines(grid) for grid in section.grids]
    return "\n\n".join(parts)


def _lines(grid: Grid) -> str:
    rule = ["---", *("---:" for _ in grid.header[1:])]
    rows = [grid.header, rule, *grid.rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)


def html(title: str, sections: Sequence[Section], charts: Mapping[str, str]) -> str:
    """Write the sections as one HTML file, the charts inside it, a table behind each."""
    drawn = {name: Markup(_inside(svg)) for name, svg in charts.items()}  # noqa: S704  drawn here, from figures
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("forecast.html").render(title=title, sections=sections, charts=drawn)


def _inside(svg: str) -> str:
    """Cut off what belongs to a file of its own."""
    return svg[svg.index("<svg") :]
