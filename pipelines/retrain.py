"""How does a history become a candidate? Checked, learned twice, judged and told, then written whole or not at all.

Each finished step is kept (``pipelines.kept_steps``): a run that was stopped goes on where it was, and gives the same
content hash as one that was not. Nothing here changes which model answers.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from models import bundle as bundles
from models.bundle import ModelBundle
from models.cohort import split
from models.learn import Training
from models.sheet_csv import diff_csv
from models.sheet_diff import SheetDiff
from models.vignettes import Vignette
from pipelines import profile as profiles
from pipelines.data_checks import Compared, compare, stop_naming_columns
from pipelines.data_hash import data_hash
from pipelines.gate import Trial, judge
from pipelines.kept_steps import KeptSteps
from pipelines.made_with import commit, lock_hash
from pipelines.profile import Profile
from pipelines.retraining_effects import Effects, effects_of
from pipelines.retraining_page import page
from pipelines.retraining_told import Told, table_diff, told_of
from pipelines.train import Material, Report, Trained, Tried, learn_from
from sagstyngde.gate import Gate
from sagstyngde.lineage import Lineage
from storage.codec import gate_from_json, gate_to_json

BUNDLE, LINEAGE = "bundle", "lineage.json"
SHORT = 12
Progress = Callable[[str], None]
STEPS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a retraining starts from.

    ``previous`` is what the last training set looked like. ``erased``: how many cases were erased since the champion's
    history was read, ``None`` where nobody knows;
    ``erased_since_previous`` since that of ``previous``. ``suggesting_since``: the first day on which a model's answers
    were shown. ``vignettes`` are the cases that people have agreed on; ``None`` asks the embedded ones.
    """

    material: Material
    source: str
    read_at: datetime
    champion: ModelBundle | None = None
    previous: Profile | None = None
    erased: int | None = None
    erased_since_previous: int | None = None
    suggesting_since: date | None = None
    vignettes: tuple[Vignette, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What came of it: where it lies, what it is, what the gate said, and what is kept beside it."""

    folder: Path
    tried: Tried
    gate: Gate
    lineage: Lineage
    told: Told

    @property
    def bundle(self) -> ModelBundle:
        """The new model."""
        return self.tried.bundle


def retrain(lesson: Lesson, out: Path, settings: Training, *, resume: bool, progress: Progress) -> Candidate:
    """Make a candidate under a folder.

    Raises:
        TooFewCases, TrainingRefused: the data check stops, with the column named.
        ExplanationMismatch: the tables differ from shap.
        OSError: the folder cannot be written.

    """
    material = lesson.material
    progress("Prøver historikken mod den, der sidst blev trænet på")
    stop_naming_columns(material)
    compared = compare(material.history, material.quality, lesson.previous, lesson.erased_since_previous)
    kept = KeptSteps(out, inputs_of(lesson, settings), resume=resume)
    tried = _tried(kept, material, settings, progress)
    progress("Træner en gang til, og prøver mod modellen i brug")
    gate = _judged(kept, tried, (lesson, compared), settings)
    progress("Opgør, hvad der ændrer sig for åbne sager")
    effects = None if lesson.champion is None else effects_of(material.history, lesson.champion, tried.bundle)
    diff = table_diff(lesson.champion, tried.bundle)
    found = _Found(tried=tried, gate=gate, compared=compared, effects=effects, diff=diff)
    progress("Skriver kandidaten")
    candidate = _written(lesson, found, out, settings.seed)
    kept.forget()
    return candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    tried: Tried
    gate: Gate
    compared: Compared
    effects: Effects | None
    diff: SheetDiff | None


def inputs_of(lesson: Lesson, settings: Training) -> dict[str, Any]:
    """Return everything that decides what a step comes to."""
    return {
        "data": data_hash(lesson.material.history),
        "scheme": _sha(lesson.material.scheme_text.encode()),
        # Where candidates are tried changes no number: a run that was stopped on a cluster may go on without one.
        "settings": {name: value for name, value in asdict(settings).items() if name != "mapper"},
        "code": (version("sagstyngde"), commit(), lock_hash()),
        "champion": None if lesson.champion is None else lesson.champion.content_hash,
        "previous": None if lesson.previous is None else profiles.to_json(lesson.previous),
        "erased": (lesson.erased, lesson.erased_since_previous),
        "suggesting_since": lesson.suggesting_since,
        "vignettes": None if lesson.vignettes is None else [one.model_dump(mode="json") for one in lesson.vignettes],
    }


def _tried(kept: KeptSteps, material: Material, settings: Training, progress: Progress) -> Tried:
    def make(folder: Path) -> None:
        trained = learn_from(material, settings, progress)
        bundles.save(trained.bundle, folder / BUNDLE)
        (folder / "report.json").write_text(_text(trained.report), "utf-8")
        (folder / "card.html").write_text(trained.card, "utf-8")

    folder = kept.step("trained", make)
    report: Report = json.loads((folder / "report.json").read_text("utf-8"))
    return Tried(
        bundle=bundles.load(folder / BUNDLE),
        report=report,
        card=(folder / "card.html").read_text("utf-8"),
        parts=split(material.history),
    )


def _judged(kept: KeptSteps, tried: Tried, asked: tuple[Lesson, Compared], settings: Training) -> Gate:
    """Train once more, and judge: whoever doubts a model must be able to make it again.

    What the gate asks of the fitted models it asks of the second training's: if they are another model's, it stops.
    """
    lesson, compared = asked

    def make(folder: Path) -> None:
        again = learn_from(lesson.material, settings, lambda _: None)
        trial = Trial(
            challenger=Trained(
                bundle=tried.bundle, report=tried.report, card=tried.card, parts=tried.parts, learned=again.learned
            ),
            champion=lesson.champion,
            history=lesson.material.history,
            retrained=lambda: again.bundle.content_hash,
            data=compared.checks,
            suggesting_since=lesson.suggesting_since,
            vignettes=lesson.vignettes,
        )
        (folder / "gate.json").write_text(_text(gate_to_json(judge(trial, seed=settings.seed))), "utf-8")

    return gate_from_json(json.loads((kept.step("judged", make) / "gate.json").read_text("utf-8")))


def _written(lesson: Lesson, found: _Found, out: Path, seed: int) -> Candidate:
    """Write everything beside the bundle, and give the folder its name when it is whole."""
    bundle, folder = found.tried.bundle, out / found.tried.bundle.content_hash[:SHORT]
    draft = out / f".{folder.name}.part"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    lineage = _lineage(lesson, bundle, seed)
    told = told_of(lineage, found.gate, found.compared.findings, effects=found.effects, diff=found.diff)
    files = {
        "report.json": _text(found.tried.report),
        "card.html": found.tried.card,
        "gate.json": _text(gate_to_json(found.gate)),
        "profile.json": _text(lineage.profile),
        "retraining.json": _text(told),
        "retraining.html": page(told, found.gate),
    }
    if found.diff is not None:
        files["pointtavle.aendringer.csv"] = f"\ufeff{diff_csv(found.diff)}"
    for name, text in files.items():
        (draft / name).write_text(text, "utf-8", newline="")
    lineage = replace(lineage, files={name: _sha(text.encode()) for name, text in sorted(files.items())})
    (draft / LINEAGE).write_text(_text(lineage.to_json()), "utf-8")
    bundles.save(bundle, draft / BUNDLE)
    shutil.rmtree(folder, ignore_errors=True)  # the same model made before
    draft.rename(folder)
    return Candidate(folder=folder, tried=found.tried, gate=found.gate, lineage=lineage, told=told)


def _lineage(lesson: Lesson, bundle: ModelBundle, seed: int) -> Lineage:
    history = lesson.material.history
    return Lineage(
        bundle_hash=bundle.content_hash,
        data_hash=data_hash(history),
        scheme_name=history.scheme.name,
        scheme_version=history.scheme.version,
        scheme_hash=_sha(lesson.material.scheme_text.encode()),
        code_version=version("sagstyngde"),
        commit=commit(),
        lock_hash=lock_hash(),
        seed=seed,
        source=lesson.source,
        read_at=lesson.read_at,
        ends_on=history.ends_on,
        cases=len(history.cases),
        trained_through=bundle.manifest.trained_through,
        champion=None if lesson.champion is None else lesson.champion.content_hash,
        erasures_followed=lesson.erased,
        profile=profiles.to_json(profiles.profile_of(history)),
    )


def _text(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
