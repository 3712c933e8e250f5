"""What does a route need besides its visit? An assessor, the scheme, the database, and the rules of the house."""

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from features.scheme import Scheme
from sagstyngde.errors import NotReady
from serve.assesses import Assesses
from serve.current import current_of
from serve.house import House
from storage.engine import Engine


async def _assessor(request: Request) -> Assesses:
    assessor = current_of(request).assessor
    if assessor is None:
        raise NotReady(
            english="no model is loaded; train one or set SAGSTYNGDE_BUNDLE, then start the server again",
            danish="ingen model er indlæst; træn en model, eller angiv SAGSTYNGDE_BUNDLE, og start serveren igen",
        )
    return assessor


async def _database(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


async def _house(request: Request) -> House:
    return current_of(request).house


def _scheme(request: Request) -> Scheme:
    scheme: Scheme = request.app.state.scheme
    return scheme


def today(scheme: Scheme) -> date:
    """Return the day it is where the municipality lies."""
    return datetime.now(ZoneInfo(scheme.time_zone)).date()


CaseScheme = Annotated[Scheme, Depends(_scheme)]
ReadyAssessor = Annotated[Assesses, Depends(_assessor)]
Database = Annotated[Engine, Depends(_database)]
HouseRules = Annotated[House, Depends(_house)]
