"""Would a model follow another scheme than the one servers answer by now? Then it waits for their next start.

Wire types and OpenAPI are made of the scheme's text, so a running server does not take such a model (adr/0062). Whoever
proposes or approves it must know before.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from features.scheme_toml import scheme_text
from sagstyngde.errors import SchemeRefused
from storage.engine import Connection
from storage.model_turns import live_model
from storage.models import scheme_sum


def follows_another_scheme(connection: Connection, bundle_hash: str, schemes: Iterable[str | Path]) -> bool:
    """Return whether a registered model's scheme text is another than the one in use.

    ``schemes`` are those that hold where no model has had a turn, the one that goes before first: of the bundle that
    servers answer from, else the scheme by itself, a file or an embedded one (``Settings.schemes``).
    """
    live = live_model(connection)
    now = _first_sum(schemes) if live is None else scheme_sum(connection, live)
    return now is not None and scheme_sum(connection, bundle_hash) != now


def _first_sum(schemes: Iterable[str | Path]) -> str | None:
    for source in schemes:
        try:
            return sha256(scheme_text(source)[1].encode()).hexdigest()
        except SchemeRefused:  # it is not there
            continue
    return None
