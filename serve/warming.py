"""What need nobody wait for who asks first after a start? The templates' compiling, and everybody's first board.

What has been laid out by then stays as long as the process: the collector of garbage need not walk through it again and
again, which in a large municipality holds everybody's request for a quarter of a second each time.

Done in a thread while the server answers already, a moment after its start: ``/ready`` does not wait for it. Whoever
asks for a board meanwhile waits for this one to be laid out, which is no longer than laying it out oneself.
"""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from casework.kept_boards import kept_board
from casework.policies import in_force
from features.scheme import Scheme
from sagstyngde.errors import SagstyngdeError
from serve.current import Answering
from serve.dependencies import today
from serve.rendering import compiled
from storage.engine import Engine, reading

WARMING = "warming"
"""The thread's name."""

_BEGINS_AFTER_S, _PAUSE_S = 2.0, 0.01
"""Whoever asks in the first moments, or stops the server, comes first: compiling holds the interpreter."""

_log = logging.getLogger(__name__)


@contextmanager
def warming(engine: Engine, answering: Answering, scheme: Scheme) -> Iterator[None]:
    """Begin to warm the process up as the block begins; a block that ends sooner waits for no more than one step."""
    over = Event()
    thread = Thread(target=warm, args=(engine, answering, scheme, over), name=WARMING)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        gc.unfreeze()


def warm(engine: Engine, answering: Answering, scheme: Scheme, over: Event) -> None:
    """Compile every template and lay out today's board. What fails here is told to whoever asks for it."""
    if over.wait(_BEGINS_AFTER_S) or any(over.wait(_PAUSE_S) for _name in compiled()):
        return
    try:
        with reading(engine) as connection:
            house = answering.current.house
            policy = in_force(connection, house.policy).policy
            kept_board(connection, policy, today(scheme), house.weigher)
    except SagstyngdeError as error:
        _log.warning("the first board was not laid out: %s", error.english)
    gc.collect()
    gc.freeze()
