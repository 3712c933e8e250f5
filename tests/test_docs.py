"""Code and documents must not part: what exists is described, and what is described exists."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

import pytest
import typer.main

from allocation.capacity import CapacityRules
from allocation.policy import PRINCIPLES
from allocation.policy_toml import embedded_policies
from features.catalogue import CATALOGUE
from features.export_names import Columns, Tables
from features.scheme import (
    About,
    CategoryRule,
    CategorySource,
    Direction,
    EffortRule,
    EffortSource,
    Fact,
    Feature,
    GroupRule,
    Kind,
    Known,
    LawChange,
    Scale,
    Scheme,
    SilenceRule,
    Use,
    Words,
)
from features.scheme_toml import parse_scheme
from pipelines.cli import app
from sagstyngde.category import Category
from sagstyngde.errors import SagstyngdeError
from sagstyngde.settings import Settings

ROOT = Path(__file__).parents[1]
NOT_OURS = {"node_modules", "vendor", "var", "__pycache__", "build", "dist"}
OURS_DOTTED = {".ci", ".gitignore", ".npmrc"}
HOSTS = tuple(
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
)
MACHINE_PATH = re.compile(r"(?<![\w./<])/(?:home|work|root|Users|mnt)/\w")
RENAMED: dict[type, dict[str, str]] = {
    Scheme: {"facts": "[[fact]]", "features": "[[feature]]", "law_changes": "[[law_change]]"}
    | {name: f"[{name}]" for name in ("effort", "category", "abstention", "groups", "tables", "columns")},
    CategoryRule: {"scale": "[[category.scale]]"},
}
"""What TOML calls a key, where it differs from the type's field."""


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _documents() -> list[Path]:
    return [path for path in _ours() if path.suffix == ".md"]


def _ours() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not any(_is_made(part) for part in parts):
            yield path


def _is_made(part: str) -> bool:
    return part in NOT_OURS or part.endswith(".egg-info") or (part.startswith(".") and part not in OURS_DOTTED)


def _kinds(kind: type[SagstyngdeError]) -> Iterator[str]:
    yield kind.__name__
    for child in kind.__subclasses__():
        if child.__module__ == SagstyngdeError.__module__:
            yield from _kinds(child)


def _commands() -> set[str]:
    return set(typer.main.get_group(app).commands)


def _section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of its rank."""
    rank = heading.split(" ", maxsplit=1)[0]
    return text.split(f"\n{heading}", 1)[1].split(f"\n{rank} ", 1)[0]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_table_of_settings(name: str) -> None:
    assert f"| `SAGSTYNGDE_{name.upper()}` |" in _text("docs/operations.md")


@pytest.mark.parametrize("kind", sorted(set(_kinds(SagstyngdeError))))
def test_every_error_says_in_the_operations_guide_what_to_do(kind: str) -> None:
    assert f"`{kind}`" in _text("docs/operations.md")


def test_every_command_is_described_and_every_described_one_exists() -> None:
    table = set(re.findall(r"^\| `sagstyngde ([a-z]+)", _text("docs/operations.md"), re.MULTILINE))
    named = {name for path in _documents() for name in re.findall(r"`sagstyngde ([a-z]+)[ `]", path.read_text("utf-8"))}

    assert table == _commands()
    assert named <= _commands()


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", _text("Makefile"), re.MULTILINE))
    named = {name for path in _documents() for name in re.findall(r"`make ([a-z]+)`", path.read_text("utf-8"))}

    assert named
    assert named <= targets


def test_every_feature_of_the_catalogue_has_a_row_and_no_other_has() -> None:
    section = _section(_text("docs/data-contract.md"), "### `[[feature]]`").split("| function | of |")[1]

    assert re.findall(r"^\| `([a-z0-9_]+)` \|", section, re.MULTILINE) == list(CATALOGUE)


def test_every_principle_has_a_row_with_its_settings() -> None:
    section = _section(_text("docs/data-contract.md"), "## A policy")
    table = section.split("| principle |")[1]
    rows = {row.split("`")[1]: row for row in table.splitlines() if row.startswith("| `")}

    assert rows.keys() == PRINCIPLES.keys()
    for name, kind in PRINCIPLES.items():
        settings = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # each is a dataclass
        assert all(f"`{setting}`" in rows[name] for setting in settings)
    assert all(f"`{field.name}`" in section for field in fields(CapacityRules))


def test_the_danish_page_names_every_principle_and_every_embedded_policy() -> None:
    page = _text("docs/tildelingskriterier.md")

    assert [name for name in (*PRINCIPLES, *embedded_policies()) if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    ("heading", "keyed"),
    [
        ("### Top", Scheme),
        ("### `[[fact]]`", Fact),
        ("### `[[feature]]`", Feature),
        ("### `[fact.words]`", Words),
        ("### `[effort]`", EffortRule),
        ("### `[category]`", CategoryRule),
        ("### `[category]`", Category),
        ("### `[groups]`", GroupRule),
        ("### `[abstention]`", SilenceRule),
        ("### `[tables]`", Tables),
        ("### `[tables]`", Columns),
        ("### `[tables]`", LawChange),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_key_of_a_scheme_is_described(heading: str, keyed: type) -> None:
    section = _section(_text("docs/data-contract.md"), heading)
    renamed = RENAMED.get(keyed, {})
    names = [renamed.get(field.name, field.name) for field in fields(keyed)]

    assert [name for name in names if f"`{name}`" not in section] == []


@pytest.mark.parametrize("choices", [Kind, Known, Direction, Use, About, Scale, EffortSource, CategorySource])
def test_every_value_a_key_may_have_is_described(choices: type[StrEnum]) -> None:
    contract = _text("docs/data-contract.md")

    assert [choice.value for choice in choices if f"`{choice.value}`" not in contract] == []


def test_the_example_scheme_of_the_data_contract_is_one() -> None:
    example = _text("docs/data-contract.md").split("```toml\n")[1].split("```")[0]

    assert tomllib.loads(example)["name"] == parse_scheme(example, "data-contract.md").name


def _glossary() -> list[list[str]]:
    rows = _text("GLOSSARY.md").split("\n## ")[0].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("| ")][1:]


def test_the_glossary_has_each_word_once_and_in_order() -> None:
    words = [row[0] for row in _glossary()]
    danish = [row[1] for row in _glossary() if row[1] != "–"]

    assert all(first < second for first, second in pairwise(words))
    assert sorted(danish) == sorted(set(danish))


def test_what_the_glossary_points_to_is_there() -> None:
    lost = [
        (word, name)
        for word, _, _, where in _glossary()
        for path, names in re.findall(r"`([a-z_]+/[a-z_./]+)`((?: `[\w.]+`)*)", where)
        for name in re.findall(r"\w+", names) or [""]
        if not (ROOT / path).is_file() or not re.search(rf"\b{name}\b", _text(path))
    ]

    assert lost == []


def test_decisions_are_numbered_without_gaps_and_say_why() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]

    assert set(range(1, numbers[-1] + 1)) == set(numbers)
    assert len(set(numbers)) == len(numbers)
    for path in decisions:
        text = path.read_text("utf-8")
        parts = [text.find(f"**{part}.**") for part in ("Status", "Context", "Decision", "Consequences")]
        assert text.startswith(f"# {path.name[:4]} ")
        assert parts == sorted(parts)
        assert -1 not in parts


def test_every_tildelingskriterium_quotes_figures_as_they_were_measured() -> None:
    page, criteria = (_text(f"docs/{name}.md") for name in ("principper-maalt", "tildelingskriterier"))
    sections = dict(re.findall(r"^## (.+)\n([^#]+)", page, flags=re.MULTILINE))
    told = re.findall(r"^\*\*Målt\.\*\* (.+?)\n\n", criteria, flags=re.MULTILINE | re.DOTALL)
    quotes = [
        (where, quote)
        for paragraph in told
        for where, text in re.findall(r"\*([^*]+)\*: ([^*]+)", " ".join(paragraph.split()))
        for quote in re.findall(r"[−+][\d,]+ (?:procentpoint )?\([^)]+ til [^)]+\)", text)
    ]

    assert len(told) == 6
    assert len(quotes) >= 2 * len(told)
    assert [(where, quote) for where, quote in quotes if quote not in sections[where]] == []


def test_every_file_a_document_links_to_is_there() -> None:
    broken = [
        (path.name, link)
        for path in _documents()
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
        if not (path.parent / link).exists()
    ]

    assert broken == []


def test_every_file_named_in_contributing_is_there() -> None:
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|md|toml))`", _text("CONTRIBUTING.md"))

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in _ours():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if any(host in text for host in HOSTS) or MACHINE_PATH.search(text):
            found.append(str(path.relative_to(ROOT)))

    assert found == []


@pytest.mark.parametrize("name", ["requirements/dev.lock", "requirements/run.lock", "package-lock.json"])
def test_a_lock_file_has_hashes_and_no_addresses(name: str) -> None:
    text = _text(name)

    assert "sha256:" in text or "sha512-" in text
    assert "://" not in text
