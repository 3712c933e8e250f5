"""Which model is in use, and which answers silently beside it, for a command that looks at them? As the keys vouch."""

from casework.model_taking import SignedModels
from models.assess import Assessor
from sagstyngde.errors import BundleRefused
from sagstyngde.settings import Settings
from storage.engine import Engine, reading
from storage.model_turns import live_turn
from storage.models import package_of
from storage.shadows import open_shadow


def live_assessor(settings: Settings, engine: Engine) -> Assessor:
    """Return the model that the server answers from; where none has had a turn, the bundle beside it.

    Raises:
        BundleRefused: the model of the turn is not what the keys vouch for, or there is none that can be used.

    """
    with reading(engine) as connection:
        turn = live_turn(connection)
        package = None if turn is None else package_of(connection, turn.bundle_hash)
    if turn is None:
        return Assessor.load(settings.bundle_path)
    if package is None:
        raise BundleRefused(english="its package is not in the casebook", danish="modelpakken er ikke i sagsbogen")
    return Assessor(SignedModels(settings).live(turn, package, after=turn.serial - 1))


def silent_assessor(settings: Settings, engine: Engine) -> Assessor | None:
    """Return the model that answers silently beside it; ``None`` where none does, or its package cannot be used."""
    with reading(engine) as connection:
        period = open_shadow(connection)
        package = None if period is None else package_of(connection, period.bundle_hash)
    if period is None or package is None:
        return None
    try:
        return Assessor(SignedModels(settings).silent(period.bundle_hash, package))
    except BundleRefused:  # told where it was begun; what watches the model in use goes on
        return None
