"""Which models have answered here, who registered and approved them, and what did a new one change?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from models.bundle import Manifest, ModelBundle, loads
from models.card import rows_beside
from models.card_words import CATEGORY_FIGURES, EFFORT_FIGURES
from models.signing import verified_package
from models.told_figures import FEW, Figures
from sagstyngde.errors import BundleRefused, NotReady
from sagstyngde.operations import Operation
from sagstyngde.signed import SignedPackage
from serve.dependencies import HouseRules, ReadyAssessor
from serve.earlier_bundles import earlier_bundle, kept_hashes
from serve.house import House
from serve.language import _
from serve.model_use_view import course_of, erased_text, turn_rows, waiting, ways_back
from serve.model_view import standing_of
from serve.people import People
from serve.rendering import page
from serve.sheets import diff_context
from serve.visits import Visiting
from serve.work import Work, unseen
from serve.written import count, day
from storage.erasures import cases_pending, pending_erasures
from storage.known_models import AnsweringModel, answering_models
from storage.models import KnownModel, models_known, package_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/model/udgaver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A model as its line says: what the casebook knows of it, and whether what it changed can be shown."""

    bundle_hash: str
    answers_now: bool
    lines: tuple[str, ...]
    can_be_compared: bool
    is_registered: bool


@router.get(ADDRESS, operation_id=Operation.MODEL_VERSIONS_PAGE)
def versions(request: Request, visit: Visiting, assessor: ReadyAssessor, house: HouseRules) -> HTMLResponse:
    """Show every model the casebook knows, the one that answers first; three statements, whatever their number."""
    answering, registered, people, erased = visit.do(_known)
    kept = kept_hashes(house.earlier_bundles)
    named = dict.fromkeys([assessor.bundle_hash, *(one.bundle_hash for one in answering), *registered])
    by_hash = {one.bundle_hash: one for one in answering}
    shown = [
        Version(
            bundle_hash=one,
            answers_now=one == assessor.bundle_hash,
            lines=_lines(by_hash.get(one), registered.get(one), people),
            can_be_compared=one != assessor.bundle_hash and (one in kept or _has_answered(registered.get(one))),
            is_registered=one in registered,
        )
        for one in named
    ]
    known = tuple(registered.values())
    context = {
        "versions": shown,
        "has_others": len(shown) > 1,
        "waiting": waiting(known, people, visit.principal),
        "turns": turn_rows(known, people),
        "course": course_of(known, datetime.now(UTC)),
        "may_go_back": bool(ways_back(known, visit.principal)),
        "erased": erased_text(erased),
    }
    return page(request, "model_versions.html", context)


@router.get(f"{ADDRESS}/{{bundle_hash}}", operation_id=Operation.MODEL_VERSIONS_PAGE)
def changed(
    request: Request, bundle_hash: str, *, visit: Visiting, assessor: ReadyAssessor, house: HouseRules
) -> HTMLResponse:
    """Show what is otherwise in the model that answers than in an earlier one: its figures, and its point table."""
    package = visit.do(lambda work: package_of(work.connection, bundle_hash))
    older = earlier_bundle(house.earlier_bundles, bundle_hash) or _vouched(package, house)
    if older is None:
        raise unseen()
    context = {
        "older": older.manifest,
        "newer": assessor.manifest,
        "facts": _manifests(older.manifest, assessor.manifest),
        "figures": _side_by_side(older.figures, assessor.figures),
        "unit": assessor.scheme.effort.unit,
        "diff": diff_context(assessor.changed_since(older)),
    }
    return page(request, "model_changed.html", context)


def _has_answered(known: KnownModel | None) -> bool:
    return known is not None and known.model.has_package and bool(known.turns)


def _vouched(package: SignedPackage | None, house: House) -> ModelBundle | None:
    """Return a model the casebook keeps, if the training key vouches for it: it is shown, and answers nobody."""
    if package is None:
        return None
    try:
        return loads(verified_package(package, house.model_keys().trust)[1].files)
    except (BundleRefused, NotReady):
        return None


def _known(work: Work) -> tuple[tuple[AnsweringModel, ...], dict[str, KnownModel], People, int]:
    registered = {one.model.bundle_hash: one for one in models_known(work.connection)}
    acted = [by for one in registered.values() for by in one.acted]
    people = People.of(work.connection, acted)
    return answering_models(work.connection), registered, people, _erased(work, registered)


def _erased(work: Work, registered: Mapping[str, KnownModel]) -> int:
    """Count the cases erased since the history behind the model in use was read; 0 where nobody has said when."""
    live = next((one for one in registered.values() if one.is_live), None)
    if live is None or live.model.lineage is None:
        return 0
    try:
        since = datetime.fromisoformat(live.model.lineage["read_at"])
    except (KeyError, TypeError, ValueError):
        return 0
    return cases_pending(pending_erasures(work.connection, since))


def _lines(answering: AnsweringModel | None, registered: KnownModel | None, people: People) -> tuple[str, ...]:
    if answering is None:
        told = _("Har ikke vurderet nogen sag her endnu.")
    else:
        many = count(answering.answers, "vurdering", "vurderinger")
        first, last = day(answering.first_at.date()), day(answering.last_at.date())
        when = (
            _("den {day}").format(day=first)
            if first == last
            else _("fra {first} til {last}").format(first=first, last=last)
        )
        told = _("Har givet {n} {when}, efter skema {scheme}.").format(
            n=many if answering.answers >= FEW else _("under {n} vurderinger").format(n=FEW),
            when=when.format(day=first, last=last),
            scheme=answering.scheme_version,
        )
    return (told, *(standing_of(registered, people) if registered else [_("Ikke registreret i sagsbogen.")]))


def _manifests(older: Manifest, newer: Manifest) -> list[tuple[str, tuple[str, str]]]:
    """Lay what two models were learned from side by side."""
    both = (older, newer)
    return [
        (_("Lært af sager modtaget før"), (day(older.trained_through), day(newer.trained_through))),
        (_("Antal sager"), _two(count(one.training_cases, "sag", "sager") for one in both)),
        (_("Skema"), _two(one.scheme_version for one in both)),
        (_("Programmets udgave"), _two(one.code_version for one in both)),
    ]


def _side_by_side(older: Figures | None, newer: Figures | None) -> list[tuple[str, tuple[str, str]]]:
    """Lay both models' own figures side by side; each was tried on its own newest cases."""
    if older is None or newer is None:
        return []
    found = []
    for part, wanted in (("category", CATEGORY_FIGURES), ("effort", EFFORT_FIGURES)):
        if all(name in one[part] for one in (older, newer) for name in wanted):
            before, now = (next(rows_beside(one[part], wanted))[1] for one in (older, newer))
            found += [(label, (a, b)) for label, a, b in zip(wanted.values(), before, now, strict=True)]
    return found


def _two(texts: Iterable[str]) -> tuple[str, str]:
    first, second = texts
    return first, second
