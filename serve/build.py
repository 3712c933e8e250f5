"""How do an installation's settings become a server's application? Once in this process, or once in each worker."""

import logging
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI

from casework.clock_rules import STATUTORY, read_clock_rules
from casework.model_keys import model_keys
from casework.model_taking import SignedModels
from casework.policy import house_policy
from features.scheme_toml import read_scheme
from models.assess import Assessor
from sagstyngde.errors import BundleRefused
from sagstyngde.settings import Mode, Settings
from sagstyngde.thresholds import read_thresholds
from serve.access.start import entrance_of, require_legal_basis
from serve.anchoring import Anchorage
from serve.app import create_app
from serve.house import House
from serve.logs import JsonLines
from serve.municipality import Municipality
from serve.problems import without_text
from serve.secret_file import kept_secret
from serve.swapping import newest_usable
from serve.takes import Takes
from serve.vault import key_file
from storage.engine import Engine, open_engine, reading
from storage.legal_basis import legal_basis
from storage.migrate import upgrade
from storage.model_turns import live_serial
from storage.signing_keys import read_key

if TYPE_CHECKING:
    from collections.abc import Iterable

_log = logging.getLogger(__name__)
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def build(settings: Settings) -> FastAPI:
    """Return the application, on a database that is brought to this version's tables.

    A bundle that is refused does not keep the server down: it answers 503 with the reason in its log, and what has been
    stored stays safe.

    Raises:
        AccessRefused: the file that says who gets which role cannot be used.
        ClocksRefused: the municipality's own times cannot be used.
        NotReady: the database cannot be opened or upgraded.
        SchemeRefused: the settings' scheme cannot be used.
        StartRefused: the server would stand open, or real cases be handled without a legal basis.
        VaultClosed: the vault's keys are missing, readable by others, or another database's.
        InputRefused: the key that signs anchors cannot be read, or others can read it.

    """
    entrance = entrance_of(settings)
    write_log()
    engine = open_engine(settings.database_url)
    upgrade(engine)
    with reading(engine) as connection:
        basis = legal_basis(connection)
    require_legal_basis(settings, basis)
    rules = replace(house(settings), legal_basis=basis, vault_keys=key_file(settings, engine))
    found = in_use(engine, rules.takes, settings.bundle_path)
    return at_turn(create_app(found.assessor, engine, entrance=entrance, house=rules), found.turn)


def from_environment() -> FastAPI:
    """Return the application that the environment's settings describe: what uvicorn calls in every worker."""
    return build(Settings())


def house(settings: Settings) -> House:
    """Return the rules that the settings set."""
    return House(
        blind_share=settings.blind_share,
        scheme=read_scheme(settings.scheme),
        schemes=settings.schemes,
        secret=kept_secret(settings.var / "lists.secret"),
        in_operation=settings.mode is Mode.OPERATION,
        hosts=tuple(_hosts(settings)),
        threads=settings.threads,
        most_in_flight=settings.most_in_flight,
        drain_seconds=settings.drain_seconds,
        policy=house_policy(settings.policy),
        comparison=settings.var / "sammenligning.json",
        earlier_bundles=settings.var / "modeller",
        clocks=STATUTORY if settings.clocks is None else read_clock_rules(settings.clocks),
        thresholds=read_thresholds(settings.alarms),
        anchorage=_anchorage(settings),
        takes=SignedModels(settings),
        model_keys=partial(model_keys, settings),
        municipality=Municipality(
            name=settings.municipality,
            email=settings.accessibility_email,
            phone=settings.accessibility_phone,
            statement=settings.accessibility_statement,
        ),
    )


def write_log() -> None:
    """Write what happens to standard error, a line of JSON each; a traceback's text stays out (``without_text``)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("uvicorn.error").addFilter(without_text)


def _hosts(settings: Settings) -> "Iterable[str]":
    yield from (host for host in settings.hosts.split(",") if host)
    if settings.host in _LOOPBACK:
        yield from _LOOPBACK


def _anchorage(settings: Settings) -> Anchorage | None:
    if settings.audit_anchor is None:
        return None
    key = None if settings.audit_key is None else read_key(settings.audit_key)
    return Anchorage(file=settings.audit_anchor, key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """What a server begins to answer from: a model of the casebook's by its turn, the folder's, or none."""

    assessor: Assessor | None = None
    turn: int | None = None


def in_use(engine: Engine, takes: Takes | None, folder: Path) -> InUse:
    """Return what a server answers from as it starts.

    Where the casebook says which model is in use, the folder is not looked at: what lies there nobody has approved.
    """
    with reading(engine) as connection:
        if takes is not None and live_serial(connection) is not None:
            found = newest_usable(connection, takes)
            return InUse() if found is None else InUse(assessor=Assessor(found[1]), turn=found[0].serial)
    try:
        return InUse(assessor=Assessor.load(folder))
    except BundleRefused as refused:
        _log.error("%s", refused.english)
        return InUse()


def at_turn(app: FastAPI, turn: int | None) -> FastAPI:
    """Say which turn the application's model has; return the application."""
    app.state.answering.current = replace(app.state.answering.current, turn=turn)
    return app
