"""What does a retraining start from? A history, the model in use, and what the last training set looked like.

From the casebook all of it is known; beside a folder, what lies in the folder of candidates.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from casework.model_taking import SignedModels
from models import bundle as bundles
from models.bundle import ModelBundle
from pipelines import profile as profiles
from pipelines.casebook_history import CasebookRead, read_casebook
from pipelines.operators import Errand
from pipelines.retrain import LINEAGE, Lesson
from pipelines.train import Material
from sagstyngde.lineage import Lineage
from sagstyngde.settings import Settings
from storage.engine import Engine, reading
from storage.erasures import Erasure, cases_pending
from storage.model_turns import live_turn
from storage.models import package_of

CASEBOOK, FOLDER = "casebook", "folder"


def from_casebook(engine: Engine, scheme: str, errand: Errand, settings: Settings) -> Lesson:
    """Read the casebook, the model that answers, and the lineages of those that are registered.

    Raises:
        BundleRefused: the model in use is not what was signed.
        SchemeRefused, LeakageFound, HistoryRefused, NotReady: as ``read_casebook``.

    """
    champion = _live(engine, settings)
    read = read_casebook(engine, scheme, errand)
    known = _lineages(read)
    own = None if champion is None else known.get(champion.content_hash)
    like = [one for one in known.values() if one.scheme_name == read.material.history.scheme.name]
    last = own or max(like, key=lambda one: one.read_at, default=None)
    return Lesson(
        material=read.material,
        source=CASEBOOK,
        read_at=errand.at,
        champion=champion,
        previous=None if last is None else profiles.from_json(last.profile),
        erased=_erased(read.erasures, own),
        erased_since_previous=_erased(read.erasures, last),
        suggesting_since=read.suggesting_since,
    )


def from_folder(material: Material, *, champion: Path | None, out: Path, at: datetime) -> Lesson:
    """Return what a history that was read at a moment is compared with: a bundle, and the newest candidate's lineage.

    Raises:
        BundleRefused: the bundle to compare with cannot be used.

    """
    bundle = None if champion is None else bundles.load(champion)
    like = [one for one in lineages_in(out) if one.scheme_name == material.history.scheme.name]
    own = [one for one in like if bundle is not None and one.bundle_hash == bundle.content_hash]
    last = max(own or like, key=lambda one: one.read_at, default=None)
    return Lesson(
        material=material,
        source=FOLDER,
        read_at=at,
        champion=bundle,
        previous=None if last is None else profiles.from_json(last.profile),
    )


def _live(engine: Engine, settings: Settings) -> ModelBundle | None:
    """Return the model that answers: the newest turn's; without turns the folder's, where there is one."""
    with reading(engine) as connection:
        turn = live_turn(connection)
        package = None if turn is None else package_of(connection, turn.bundle_hash)
    if turn is not None and package is not None:
        return SignedModels(settings).live(turn, package, after=turn.serial - 1)
    path = settings.bundle_path
    return bundles.load(path) if (path / "manifest.json").is_file() else None


def _lineages(read: CasebookRead) -> Mapping[str, Lineage]:
    told = [one.model.lineage for one in read.models]
    return {one.bundle_hash: one for one in map(read_lineage, told) if one is not None}


def read_lineage(told: Mapping[str, Any] | None) -> Lineage | None:
    """Return a lineage; ``None`` where there is none, or one that this version cannot read."""
    if told is None:
        return None
    try:
        return Lineage.from_json(told)
    except (TypeError, ValueError, KeyError):
        return None


def _erased(erasures: Sequence[Erasure], since: Lineage | None) -> int | None:
    if since is None or since.source != CASEBOOK:
        return None
    return cases_pending([one for one in erasures if one.erased_at >= since.read_at])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    folder: Path
    lineage: Lineage


def lineages_in(out: Path) -> list[Lineage]:
    """Return the lineages of the candidates in a folder."""
    return [one.lineage for one in _candidates(out)]


def remembering(out: Path, erasures: Sequence[Erasure]) -> list[Path]:
    """Return the folders of candidates whose history was read before something was erased: they may still know it."""
    last = max((one.erased_at for one in erasures), default=None)
    return [] if last is None else [one.folder for one in _candidates(out) if one.lineage.read_at <= last]


def _candidates(out: Path) -> Iterator[_Found]:
    for path in sorted(out.glob(f"[!.]*/{LINEAGE}")):
        try:
            lineage = read_lineage(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError):
            continue
        if lineage is not None:
            yield _Found(folder=path.parent, lineage=lineage)
