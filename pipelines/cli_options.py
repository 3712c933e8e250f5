"""Which options mean the same in every command?"""

from pathlib import Path
from typing import Annotated

import typer

Scheme = Annotated[str, typer.Option(help='A scheme\'s TOML file, or "bornehandicap".')]
History = Annotated[Path, typer.Option(help="The history's folder.")]
Out = Annotated[Path, typer.Option(help="Where the result is written.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]

EMBEDDED = "bornehandicap"
