"""How are very many cases assessed? Part by part, here or on a cluster, and what is done already is not done again."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from models.assess import Assessor
from models.mapping import Mapper
from pipelines.parts import Part, PartDone, PartRefused, assess_part
from pipelines.progress import Steps
from pipelines.whole_files import make_folder, write_whole
from sagstyngde.errors import HistoryRefused, InputRefused

SUMMARY = "oversigt.json"
_SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """How many cases were answered and refused, in how many parts, of which so many had been made before."""

    answered: int
    refused: int
    parts: int
    were_there: int


def assess_parts(bundle: Path, cases: Path, out: Path, *, mapper: Mapper, steps: Steps) -> Assessed:
    """Assess a Parquet file, or a folder of them, into a folder with a file for each and a summary.

    A second run with the same bundle does only what is missing or changed.

    Raises:
        BundleRefused: the bundle cannot be used.
        HistoryRefused: a part cannot be read; the others are done.
        InputRefused: there are no parts, or the folder of answers is another's.
    """
    bundle, cases, out = bundle.resolve(), cases.resolve(), out.resolve()
    names = _names(cases)
    _check_place(cases, out, names)
    make_folder(out)
    bundle_hash = Assessor.load(bundle).bundle_hash
    root = cases if cases.is_dir() else cases.parent
    parts = [
        Part(bundle=str(bundle), bundle_hash=bundle_hash, source=str(root / name), target=str(out / name))
        for name in names
    ]
    found = mapper(_assess, None, parts, lambda done, total: steps.at("Vurderer sager", done, total))
    _remove_unfinished(out)
    done = [part for part in found if isinstance(part, PartDone)]
    _refuse([part for part in found if isinstance(part, PartRefused)], root)
    _write_summary(out, bundle_hash, done, root)
    return Assessed(
        answered=sum(part.answered for part in done),
        refused=sum(part.refused for part in done),
        parts=len(done),
        were_there=sum(part.was_there for part in done),
    )


def _assess(_shared: None, part: Part) -> PartDone | PartRefused:
    return assess_part(part)


def _names(cases: Path) -> list[str]:
    """Return the parts' paths below their folder; names with a dot or an underscore before are somebody's notes.

    Raises:
        InputRefused: there are none.
    """
    if cases.is_file() and cases.suffix == _SUFFIX:
        return [cases.name]
    found = [path.relative_to(cases) for path in sorted(cases.rglob(f"*{_SUFFIX}")) if path.is_file()]
    names = [path.as_posix() for path in found if not any(part.startswith((".", "_")) for part in path.parts)]
    if not names:
        raise InputRefused(
            english=f"{cases.name}: is no Parquet file and no folder of them; choose another",
            danish=f"{cases.name}: er hverken en Parquet-fil eller en mappe med dem; vælg en anden",
        )
    return names


def _check_place(cases: Path, out: Path, names: Sequence[str]) -> None:
    """Refuse to lay answers among the cases, where the next run would read them, or beside answers to other cases."""
    if out == cases or cases in out.parents or (cases.is_file() and out == cases.parent):
        raise InputRefused(
            english=f"{out.name}: lies among the cases; choose a folder outside them",
            danish=f"{out.name}: ligger blandt sagerne; vælg en mappe uden for dem",
        )
    there = {path.relative_to(out).as_posix() for path in out.rglob(f"*{_SUFFIX}")} if out.is_dir() else set()
    if strangers := sorted(name for name in there - set(names) if not Path(name).name.startswith(".")):
        raise InputRefused(
            english=f"{out.name}: holds {strangers[0]}, to which there is no file of cases; choose another folder",
            danish=f"{out.name}: rummer {strangers[0]}, som der ingen fil med sager er til; vælg en anden mappe",
        )


def _remove_unfinished(out: Path) -> None:
    """Remove what a process that was ended left half written."""
    for path in out.rglob(".*.part"):
        path.unlink(missing_ok=True)


def _refuse(refused: Sequence[PartRefused], root: Path) -> None:
    """Tell the first part that could not be read, and how many others."""
    if not refused:
        return
    first, more = refused[0], len(refused) - 1
    name = Path(first.source).relative_to(root).as_posix()
    raise HistoryRefused(
        english=f"{name}: {first.english}" + (f" (and {more} other parts)" if more else ""),
        danish=f"{name}: {first.danish}" + (f" (og {more} andre dele)" if more else ""),
    )


def _write_summary(out: Path, bundle_hash: str, done: Sequence[PartDone], root: Path) -> None:
    """Write what was made of what; the same wherever the work was done."""
    parts = [asdict(part) | {"source": Path(part.source).relative_to(root).as_posix()} for part in done]
    for part in parts:
        part.pop("was_there")
    totals = {name: sum(getattr(part, name) for part in done) for name in ("answered", "refused")}
    text = json.dumps({"bundle_hash": bundle_hash, **totals, "parts": parts}, indent=1, ensure_ascii=False)
    write_whole(out / SUMMARY, text)
