"""What has the municipality written itself? A TOML file of its answers, each with its day; the rest is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import ClassVar

from pydantic import TypeAdapter, ValidationError

from features.strict import STRICT
from pipelines.evidence.paper import Own
from sagstyngde.errors import InputRefused, unreadable

FILE = "egne-tekster.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """One answer."""

    __pydantic_config__: ClassVar = STRICT

    text: str
    written_on: date


def read_own(path: Path | None, questions: Mapping[str, str]) -> dict[str, Own]:
    """Return every question with its answer, as far as there is one.

    Raises:
        InputRefused: the file cannot be read, or answers something nobody asked.

    """
    texts = {} if path is None else _read(path)
    unknown = sorted(texts.keys() - questions.keys())
    if unknown and path is not None:
        raise _refused(path, f"nobody asked for {', '.join(unknown)}", f"der er ikke spurgt om {', '.join(unknown)}")
    return {code: _own(code, question, texts.get(code)) for code, question in questions.items()}


def form(answers: Iterable[Own]) -> str:
    """Write the file to be filled in, with what has been answered; an empty text is no answer."""
    parts = ["# Kommunens egne tekster. Skriv mellem anførselstegnene, ret datoen, og kør kommandoen igen med --own."]
    for own in answers:
        text = own.text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        day = own.written_on or date(2000, 1, 1)
        parts.append(f'# {own.question}\n[{own.code}]\ntext = """{text}"""\nwritten_on = {day.isoformat()}')
    return "\n\n".join(parts) + "\n"


def _own(code: str, question: str, said: OwnText | None) -> Own:
    if said is None or not said.text.strip():
        return Own(code=code, question=question)
    return Own(code=code, question=question, text=said.text.strip(), written_on=said.written_on)


def _read(path: Path) -> dict[str, OwnText]:
    try:
        return TypeAdapter(dict[str, OwnText]).validate_python(loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(path, *unreadable(error)) from error
    except TOMLDecodeError as error:
        raise _refused(path, f"is not TOML: {error}", f"er ikke TOML: {error}") from error
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise _refused(path, f"{where}: cannot be used", f"{where}: kan ikke bruges") from error


def _refused(path: Path, english: str, danish: str) -> InputRefused:
    return InputRefused(english=f"{path.name}: {english}", danish=f"{path.name}: {danish}")
