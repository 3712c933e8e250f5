"""How does a running server take another model into use? It looks for a new turn every second, and swaps whole.

Every process does so for itself, in a thread: one, its workers, or several servers on one database. All that may fail
comes first: the package is verified, read and tried, and today's board is laid out by the new model; then the process's
one value is replaced (``serve.current``), and requests that have begun finish with the model they began with. What
cannot be taken leaves the model that answers answering, and is told: in the log once, in a metric, on the model's page.
"""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event, Thread
from time import monotonic

from casework.kept_boards import lay_out_ahead
from casework.policies import in_force
from features.scheme import Scheme
from models.assess import Assessor
from models.bundle import ModelBundle
from sagstyngde.errors import BundleRefused, NotReady, SagstyngdeError
from sagstyngde.signed import SignedPackage
from serve.current import Answering, Current, Passed
from serve.dependencies import today
from serve.metrics import MODEL, MODEL_IN_USE, MODEL_REFUSED, MODEL_TURNS
from serve.takes import Takes
from storage.engine import Connection, Engine, reading
from storage.model_turns import Turn, live_serial, live_turn, turns
from storage.models import package_of

SWAPPING = "swapping"
"""The thread's name."""

_AGAIN_AFTER_S = 60.0
"""What was refused is looked at again this often: the trust file may have been mended."""

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Swapper:
    """Keeps what a process answers from at the casebook's newest turn.

    ``scheme`` is what the process's routes were made of: a model of another one waits for the next start.
    """

    engine: Engine
    answering: Answering
    scheme: Scheme
    takes: Takes
    _looked_at: int | None = field(default=None, init=False)
    _again_at: float = field(default=0.0, init=False)

    def look(self) -> None:
        """Take the newest turn's model into use, where that is another turn than the one that is held to now."""
        try:
            with reading(self.engine) as connection:
                serial = live_serial(connection)
                if serial is None or serial == self.answering.current.turn or self._waits(serial):
                    return
                turn = live_turn(connection)
                package = None if turn is None else package_of(connection, turn.bundle_hash)
        except NotReady:
            return  # a database that is away changes nothing; the next look is a second off
        if turn is not None:
            self._try(turn, package)

    def _waits(self, serial: int) -> bool:
        return serial == self._looked_at and monotonic() < self._again_at

    def _try(self, turn: Turn, package: SignedPackage | None) -> None:
        try:
            bundle = self._read(turn, package)
        except SagstyngdeError as refused:
            self._pass(turn, refused)
            return
        self._swap(turn, bundle)

    def _read(self, turn: Turn, package: SignedPackage | None) -> ModelBundle:
        if package is None:
            raise BundleRefused(english="its package is not in the casebook", danish="modelpakken er ikke i sagsbogen")
        bundle = self.takes.live(turn, package, after=self.answering.current.turn or 0)
        if bundle.frame.scheme != self.scheme:
            raise _OtherScheme(
                english="it follows another scheme; start the server again to take it into use",
                danish="den følger et andet skema og tages først i brug, når serveren startes igen",
            )
        return bundle

    def _swap(self, turn: Turn, bundle: ModelBundle) -> None:
        """Replace the process's model. Laid out by now, it stays: garbage's collector need not walk through it."""
        before = self.answering.current
        new = Current.of(Assessor(bundle), before.house, turn=turn.serial)
        self._lay_out(new)
        self.answering.current, self.answering.passed = new, None
        gc.freeze()
        told_in_use(before.bundle_hash, new.bundle_hash)
        MODEL_TURNS.inc()
        _log.info("model %s answers from now on; turn %d", bundle.content_hash[:12], turn.serial)

    def _lay_out(self, new: Current) -> None:
        """Lay out today's board by the model before it answers, so that nobody waits for it."""
        try:
            with reading(self.engine) as connection:
                policy = in_force(connection, new.house.policy).policy
                lay_out_ahead(connection, policy, today(self.scheme), new.house.weigher)
        except SagstyngdeError as error:
            _log.warning("the new model's first board was not laid out: %s", error.english)

    def _pass(self, turn: Turn, refused: SagstyngdeError) -> None:
        """Leave the model that answers answering. Told once a turn, though it is tried again."""
        if self._looked_at != turn.serial:
            reason = "scheme" if isinstance(refused, _OtherScheme) else "refused"
            MODEL_REFUSED.labels(reason).inc()
            _log.error("model %s of turn %d is not used: %s", turn.bundle_hash[:12], turn.serial, refused.english)
            self.answering.passed = Passed(
                turn=turn.serial,
                bundle_hash=turn.bundle_hash,
                danish=refused.danish,
                english=refused.english,
                since=datetime.now(UTC),
            )
        self._looked_at, self._again_at = turn.serial, monotonic() + _AGAIN_AFTER_S


class _OtherScheme(BundleRefused):
    """The routes of a running process are made of its scheme's facts."""


@contextmanager
def swapping(swapper: Swapper | None, every_s: float) -> Iterator[None]:
    """Look for a new turn every so often while the block runs; without a swapper do nothing."""
    if swapper is None:
        yield
        return
    over = Event()
    thread = Thread(target=_look_until, args=(over, swapper, every_s), name=SWAPPING)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def newest_usable(connection: Connection, takes: Takes, *, most: int = 5) -> tuple[Turn, ModelBundle] | None:
    """Return the newest turn whose model can be used, as the process before this one would answer from; or ``None``.

    Where the newest is refused, the one before it answers: what was refused while running is not used after a start.
    """
    for turn in turns(connection)[:most]:
        package = package_of(connection, turn.bundle_hash)
        if package is None:
            continue
        try:
            return turn, takes.live(turn, package, after=0)
        except SagstyngdeError as refused:
            _log.error("model %s of turn %d is not used: %s", turn.bundle_hash[:12], turn.serial, refused.english)
    return None


def told_in_use(before: str | None, now: str | None) -> None:
    """Let the metrics say which model this process answers from."""
    if before is not None and before != now:
        MODEL_IN_USE.labels(before[:12]).set(0)
    if now is not None:
        MODEL_IN_USE.labels(now[:12]).set(1)
    MODEL.set(now is not None)


def _look_until(over: Event, swapper: Swapper, every_s: float) -> None:
    while not over.wait(every_s):
        try:
            swapper.look()
        except Exception:  # a look that fails must not be the last: nobody would know before the next promotion
            _log.exception("the look for a new model failed")
            over.wait(_AGAIN_AFTER_S)
