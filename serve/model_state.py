"""What is there to say of models beside the one that answers? One that could not be used, one that answers silently.

Everybody may read it: counts alone, and none of fewer than five.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.told_figures import FEW
from sagstyngde.category import CategoryScale
from serve.current import Passed
from serve.language import _, is_english
from serve.written import count, day, number
from storage.engine import Connection
from storage.shadow_gaps import Together, side_by_side
from storage.shadows import ShadowPeriod, open_shadow


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """The period in which a model answers silently, and how often it and the one in use gave which answers."""

    period: ShadowPeriod
    cells: tuple[Together, ...]


def silent_now(connection: Connection) -> Silent | None:
    """Read what a silent model has answered so far; ``None`` where none answers silently."""
    period = open_shadow(connection)
    return None if period is None else Silent(period=period, cells=side_by_side(connection, period.bundle_hash))


def passed_said(passed: Passed | None) -> str | None:
    """Say which model this server was to answer from and does not, and why."""
    if passed is None:
        return None
    return _(
        "Model {hash}… skulle være taget i brug den {day}, men her svarer den tidligere model stadig: {why}."
    ).format(
        hash=passed.bundle_hash[:12],
        day=day(passed.since.date()),
        why=passed.english if is_english() else passed.danish,
    )


def silent_said(silent: Silent, scale: CategoryScale) -> list[str]:
    """Say how often the silent model parts from the one in use: in categories, in hours, in keeping silent.

    >>> from datetime import UTC, datetime
    >>> from storage.stamp import Stamp
    >>> from sagstyngde.category import Category
    >>> period = ShadowPeriod(bundle_hash="3fa2", begun=Stamp(by="x", at=datetime(2026, 11, 2, tzinfo=UTC)), ended=None)
    >>> alike = Together(given="A", silent="A", answers=90, beyond=6)
    >>> cells = (alike, Together(given="A", silent="B", answers=8, beyond=0))
    >>> scale = CategoryScale((Category(code="A", name="Enkel"), Category(code="B", name="Tung")))
    >>> for line in silent_said(Silent(period=period, cells=cells), scale)[1:]: print(line)
    Den har svaret på 98 vurderinger.
    Hvor begge foreslår en kategori, foreslår den en anden i 8 af 98, og i ingen af dem to eller flere kategorier fra.
    I 6 ligger de timer, modellen i brug skønnede, uden for dens interval.
    """
    period, cells = silent.period, silent.cells
    lines = [
        _("Model {hash}… har svaret i skyggedrift siden {day}. Ingen, der vurderer en sag, ser dens svar.").format(
            hash=period.bundle_hash[:12], day=day(period.begun.at.date())
        )
    ]
    answers = sum(one.answers for one in cells)
    if answers < FEW:
        return [*lines, _("Den har endnu for få svar til, at de kan gøres op.")]
    lines.append(_("Den har svaret på {n}.").format(n=count(answers, "vurdering", "vurderinger")))
    apart = _apart(cells, scale)
    both = sum(n for _distance, n in apart)
    if both >= FEW:
        other, far = (sum(n for distance, n in apart if distance >= least) for least in (1, 2))
        lines.append(
            _(
                "Hvor begge foreslår en kategori, foreslår den en anden i {other} af {both},"
                " og i {far} af dem to eller flere kategorier fra."
            ).format(other=_few(other), both=number(both), far=_few(far))
        )
    beyond = sum(one.beyond for one in cells)
    lines.append(_("I {n} ligger de timer, modellen i brug skønnede, uden for dens interval.").format(n=_few(beyond)))
    alone = sum(one.answers for one in cells if (one.given is None) != (one.silent is None))
    if alone:
        lines.append(_("I {n} foreslår kun den ene af dem en kategori.").format(n=_few(alone)))
    return lines


def _apart(cells: Sequence[Together], scale: CategoryScale) -> list[tuple[int, int]]:
    """Return how many categories apart, and how many answers, where both suggest one of the scale's."""
    codes = scale.codes
    return [
        (abs(codes.index(one.given) - codes.index(one.silent)), one.answers)
        for one in cells
        if one.given in codes and one.silent in codes
    ]


def _few(n: int) -> str:
    if n == 0:
        return _("ingen")
    return number(n) if n >= FEW else _("under {n}").format(n=FEW)
