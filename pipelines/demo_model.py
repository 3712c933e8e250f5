"""How did the demo's model come into use, and what waits? Two invented people agreed; a candidate lies before them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from casework.candidates import Papers, candidate_of, registered
from casework.model_keys import ModelKeys, model_keys
from casework.promoting import approve, put_forward
from casework.promoting_reasons import Said
from models import bundle as bundles
from pipelines.operators import operator
from sagstyngde.gate import Check, Gate, Outcome
from sagstyngde.settings import Settings
from storage.codec import gate_to_json
from storage.engine import Connection, open_engine, writing
from storage.stamp import Stamp

ANDERS, GRETE = "demo:analytiker", "demo:godkender"
_BLIND = "blinde_vurderinger"


def promote_invented(settings: Settings, bundle: Path, *, now: datetime) -> None:
    """Put the demo's model into use by two people, and register a candidate that one check speaks against."""
    keys = model_keys(settings)
    engine = open_engine(settings.database_url)
    with TemporaryDirectory() as folder, writing(engine) as connection:
        _promote(connection, bundle, keys, now=now)
        _register_newer(connection, bundle, Path(folder) / "bundle", keys, now=now)
    engine.dispose()


def _promote(connection: Connection, bundle: Path, keys: ModelKeys, *, now: datetime) -> None:
    own = bundles.load(bundle).content_hash
    papers = Papers(gate=gate_to_json(Gate(challenger=own, champion=None, checks=(*_PASSED, _FIRST))))
    candidate = candidate_of(bundle, keys, papers)
    begun = now - timedelta(days=40)
    registered(connection, candidate, Stamp(by=operator(), at=begun))
    why = Said(reason="Opdigtet: den rammer timerne bedre end tabellen over kategorier.", overrides={})
    put_forward(connection, own, why, Stamp(by=ANDERS, at=begun + timedelta(days=1)))
    agreed = Said(reason="Opdigtet: jeg har læst prøven og modelkortet.", overrides={})
    approve(connection, own, agreed, keys=keys, stamp=Stamp(by=GRETE, at=begun + timedelta(days=3)))


def _register_newer(connection: Connection, bundle: Path, folder: Path, keys: ModelKeys, *, now: datetime) -> None:
    """Register the same tables under a slightly steeper slope: a candidate that differs, without another training."""
    older = bundles.load(bundle)
    newer = bundles.sealed(replace(older, manifest=replace(older.manifest, slope=older.manifest.slope * 1.02)))
    bundles.save(newer, folder)
    gate = Gate(challenger=newer.content_hash, champion=older.content_hash, checks=(*_PASSED, *_NEWER))
    papers = Papers(gate=gate_to_json(gate))
    registered(connection, candidate_of(folder, keys, papers), Stamp(by=operator(), at=now))


_PASSED: Sequence[Check] = (
    Check(
        code="overensstemmelse",
        label="Overensstemmelse og bidrag",
        outcome=Outcome.PASSED,
        figure="største afvigelse 0",
        limit="højst 0,000000001",
        told="Opdigtet: pointtavlen siger det samme som det, der er lært, og bidragene går op.",
    ),
    Check(
        code="fordeling_efter_tid",
        label="Prøvet på de nyeste sager",
        outcome=Outcome.PASSED,
        figure="ja",
        limit="ja",
        told="Opdigtet: ingen af de sager, der er prøvet på, er lært af.",
    ),
)
_FIRST = Check(
    code="modellen_i_brug",
    label="Ikke dårligere end modellen i brug",
    outcome=Outcome.PASSED,
    figure="ingen model i brug",
    limit="ikke dårligere",
    told="Opdigtet: det er den første model, så der er intet at sammenligne med.",
)
_NEWER: Sequence[Check] = (
    Check(
        code="modellen_i_brug",
        label="Ikke dårligere end modellen i brug",
        outcome=Outcome.PASSED,
        figure="log-tab 0,004 lavere (fra 0,009 lavere til 0,001 højere)",
        limit="højst 0,02 højere",
        told="Opdigtet: de to modeller er lige gode på de samme nyeste sager.",
    ),
    Check(
        code="lille_gruppe",
        label="Grupper med få sager",
        outcome=Outcome.NAMED,
        figure="2 grupper under 250 sager",
        limit="mindst 250 sager",
        told="Opdigtet: der er for få sager til at sige, om modellen rammer dem lige så godt.",
    ),
    Check(
        code=_BLIND,
        label="Blinde vurderinger",
        outcome=Outcome.STOPPED,
        figure="14 % af de nyeste sager",
        limit="mindst 20 %",
        told="Opdigtet: for mange vurderinger er givet efter modellens eget forslag, så modellen kan lære af sig selv.",
    ),
)
