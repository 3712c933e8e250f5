"""How does a model that is not in use answer silently beside the one that is? After the response, and never in its way.

What was answered is put into a queue that holds so many and no more; a thread asks the silent model and stores what it
says, and rests as long as it has worked. What there is no room for is skipped and counted: ``sagstyngde monitor`` fills
the gaps at night (``casework.shadowing``). Nobody who judges a case is shown any of it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from threading import Event, Thread
from time import perf_counter

from casework.shadowing import apart, keep, silent_answer
from features.scheme import Scheme
from models.assess import Assessor
from sagstyngde.assessment import Assessment
from sagstyngde.case import Case
from sagstyngde.errors import NotReady, SagstyngdeError
from serve.metrics import SHADOW_ANSWERS, SHADOW_APART, SHADOW_SKIPPED
from serve.takes import Takes
from storage.engine import Engine, reading
from storage.models import package_of
from storage.shadows import ShadowAnswer, shadow_hash

SHADOWING = "shadowing"
"""The thread's name."""

MOST_WAITING = 512
_AT_ONCE = 32
_PAUSE_S = 0.25
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Shadow:
    """A process's silent model, where a period is open, and what waits for its answer."""

    engine: Engine
    scheme: Scheme
    takes: Takes
    assessor: Assessor | None = field(default=None, init=False)
    _waiting: Queue[tuple[Case, Assessment]] = field(default_factory=lambda: Queue(MOST_WAITING), init=False)
    _refused: str | None = field(default=None, init=False)

    def hear(self, case: Case, assessment: Assessment) -> None:
        """Take an answer in that was given and kept, if there is room; whoever gave it goes on at once."""
        if self.assessor is None or self.assessor.bundle_hash == assessment.bundle_hash:
            return
        try:
            self._waiting.put_nowait((case, assessment))
        except Full:
            SHADOW_SKIPPED.inc()

    def look(self) -> None:
        """Read the silent model as a period begins, and let it go as the period ends."""
        try:
            with reading(self.engine) as connection:
                wanted = shadow_hash(connection)
                held = None if self.assessor is None else self.assessor.bundle_hash
                if wanted in (held, self._refused) and (wanted is not None or held is None):
                    return
                package = None if wanted is None else package_of(connection, wanted)
        except NotReady:
            return
        self.assessor = self._refused = None
        if wanted is None or package is None:
            return
        try:
            bundle = self.takes.silent(wanted, package)
        except SagstyngdeError as refused:
            self._refuse(wanted, refused.english)
            return
        if bundle.frame.scheme != self.scheme:
            self._refuse(wanted, "it follows another scheme")
            return
        self.assessor = Assessor(bundle)
        _log.info("model %s answers silently from now on", wanted[:12])

    def answer(self) -> None:
        """Answer what waits, some at once, and store it."""
        found: list[ShadowAnswer] = []
        while len(found) < _AT_ONCE and (one := self._next()) is not None:
            assessor = self.assessor
            if assessor is None:
                continue  # the period has ended: nobody asks any longer
            try:
                silent = silent_answer(assessor, one[0], one[1].assessment_id)
            except SagstyngdeError as error:
                _log.warning("the silent model did not answer: %s", error.english)
                continue
            found.append(silent)
            _counted(apart(assessor, one[1], silent))
        if found:
            try:
                keep(self.engine, found)
            except NotReady:
                SHADOW_SKIPPED.inc(len(found))

    def _next(self) -> tuple[Case, Assessment] | None:
        try:
            return self._waiting.get_nowait()
        except Empty:
            return None

    def _refuse(self, bundle_hash: str, why: str) -> None:
        self._refused = bundle_hash
        _log.error("model %s does not answer silently: %s", bundle_hash[:12], why)


@contextmanager
def shadowing(shadow: Shadow | None, every_s: float) -> Iterator[None]:
    """Answer silently while the block runs; without a shadow do nothing."""
    if shadow is None:
        yield
        return
    over = Event()
    thread = Thread(target=_answer_until, args=(over, shadow, every_s), name=SHADOWING)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _answer_until(over: Event, shadow: Shadow, every_s: float) -> None:
    pause = min(_PAUSE_S, every_s)
    while not over.wait(pause):
        began = perf_counter()
        try:
            shadow.look()
            shadow.answer()
        except Exception:  # a round that fails must not be the last: the period would end without anybody's saying so
            _log.exception("the silent model's round failed")
        pause = max(min(_PAUSE_S, every_s), perf_counter() - began)  # never more than half of the interpreter's time


def _counted(apart_by: int | None) -> None:
    SHADOW_ANSWERS.inc()
    if apart_by:
        SHADOW_APART.labels("1" if apart_by == 1 else "2+").inc()
