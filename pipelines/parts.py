"""How is one part of very many cases assessed? A Parquet file in, a Parquet file out, a batch at a time.

A part is whole or not there: it is written beside its place and moved there when it is done. What it was made of and by
which model stands in its own metadata, so that the same work is not done twice. The same code runs here, in a pool of
processes or on a cluster: a part knows nothing of the others.
"""

import csv
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from features.columns import has_unknown_option, rows_of
from features.refusals import Refusal
from features.tables import check_header
from models.answer_columns import answer_columns
from models.assess import Assessor
from pipelines.parquet_cases import CaseReader, wanted_of
from pipelines.parquet_cells import id_texts
from pipelines.part_schema import FORMAT, as_batch, repetitive, schema_of
from sagstyngde.errors import BundleRefused, HistoryRefused, InputRefused, SagstyngdeError

ROWS_AT_ONCE = 16_384
"""Bounds the memory: contributions of so many cases take about 50 MB."""

INPUT_HASH, REFUSED = "sagstyngde.input_sha256", "sagstyngde.refused"
REJECTS = ".afviste.csv"
_HEADER = ("fil", "række", "kolonne", "værdi", "årsag", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file to assess and where its answers go; ``bundle_hash`` is what the bundle in the folder must be."""

    bundle: str
    bundle_hash: str
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDone:
    """How a part went: so many answered and refused. ``was_there`` says that it had been made before."""

    source: str
    answered: int
    refused: int
    input_sha256: str
    was_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRefused:
    """A part that cannot be assessed, and why: as data, since it may have to travel from another process."""

    source: str
    english: str
    danish: str


def assess_part(part: Part) -> PartDone | PartRefused:
    """Assess one part, or say why not; what was made of the same file by the same model is left as it is."""
    try:
        return _assess(part)
    except SagstyngdeError as error:
        return PartRefused(source=part.source, english=error.english, danish=error.danish)


def _assess(part: Part) -> PartDone:
    source, target = Path(part.source), Path(part.target)
    with _opened(source) as file:
        sha256 = _hash_of(source)
        was_there = True
        counts = _made_before(target, sha256, part.bundle_hash)
        if counts is None:
            was_there = False
            counts = _make(_assessor(part.bundle, part.bundle_hash), file, source=source, sha256=sha256, target=target)
    answered, refused = counts
    return PartDone(source=part.source, answered=answered, refused=refused, input_sha256=sha256, was_there=was_there)


def _make(assessor: Assessor, file: pq.ParquetFile, *, source: Path, sha256: str, target: Path) -> tuple[int, int]:
    """Make a part and the list of its refused rows, which is there before the part is; return how many of each."""
    listed = rejects_of(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as unfinished, _beside(listed) as rejects:
        answered, refused = _write(assessor, file, source, sha256, unfinished=unfinished, rejects=rejects)
        if refused:
            rejects.replace(listed)
        else:
            listed.unlink(missing_ok=True)
        unfinished.replace(target)
    return answered, refused


def rejects_of(target: Path) -> Path:
    """Return where a part's refused rows are listed.

    >>> rejects_of(Path("ud/del-1.parquet")).as_posix()
    'ud/del-1.afviste.csv'
    """
    return target.with_suffix(REJECTS)


@lru_cache(maxsize=1)
def _assessor(folder: str, bundle_hash: str) -> Assessor:
    """Load a bundle once a process.

    Raises:
        BundleRefused: another bundle has taken its place meanwhile: answers of two models must not be mixed.
    """
    assessor = Assessor.load(Path(folder))
    if assessor.bundle_hash != bundle_hash:
        raise BundleRefused(
            english="the model has been replaced while cases were assessed; begin again",
            danish="modellen er skiftet ud, mens sager blev vurderet; begynd forfra",
        )
    return assessor


def _write(  # noqa: PLR0913  what is read, and the two files that are written
    assessor: Assessor, file: pq.ParquetFile, source: Path, sha256: str, *, unfinished: Path, rejects: Path
) -> tuple[int, int]:
    """Write answers and refused rows; return how many of each."""
    schema = schema_of(assessor)
    check_header(wanted_of(assessor.scheme, source.name), file.schema_arrow.names)
    reader = CaseReader(assessor.scheme, source.name, _repeated_ids(file, assessor.scheme.columns.case_id))
    answered = refused = 0
    with (
        pq.ParquetWriter(unfinished, schema, compression="zstd", use_dictionary=repetitive(schema)) as writer,
        rejects.open("w", encoding="utf-8", newline="") as listed,
    ):
        lines = csv.writer(listed, lineterminator="\n")
        lines.writerow(_HEADER)
        first_row = 2
        for table in file.iter_batches(batch_size=ROWS_AT_ONCE, columns=list(reader.wanted.columns)):
            batch = reader.batch(table, first_row)
            first_row += table.num_rows
            lines.writerows(_line(refusal) for refusal in batch.refusals)
            refused += len(batch.refusals)
            if len(batch.case_ids):
                frame = assessor.bundle.frame
                found = answer_columns(assessor, rows_of(frame, batch.cases), has_unknown_option(frame, batch.cases))
                writer.write_batch(as_batch(assessor, schema, ids=batch.case_ids, rows=batch.row_numbers, found=found))
                answered += len(batch.case_ids)
        writer.add_key_value_metadata({INPUT_HASH: sha256, REFUSED: str(refused)})
    return answered, refused


def _line(refusal: Refusal) -> tuple[str | int, ...]:
    """Return a refused row as the list has it; the value itself stands nowhere."""
    where = (refusal.file, refusal.row, refusal.column, refusal.value_class.value)
    return (*where, refusal.reason_da, refusal.reason_en)


@contextmanager
def _opened(source: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(source) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise HistoryRefused(
            english=f"{source.name}: cannot be read as Parquet, or its answers cannot be written; copy it again",
            danish=f"{source.name}: kan ikke læses som Parquet, eller svarene kan ikke skrives; lav kopien igen",
        ) from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Lend a place beside a file; what is left there when the block ends is removed."""
    place = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield place
    finally:
        with suppress(OSError):
            place.unlink()


def _hash_of(source: Path) -> str:
    with source.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _made_before(target: Path, sha256: str, bundle_hash: str) -> tuple[int, int] | None:
    """Return how many were answered and refused where the same was made of the same file by the same model.

    Raises:
        InputRefused: a file that is no answer of ours lies there; it is not written over.
    """
    if not target.exists():
        return None
    try:
        made = pq.read_metadata(target)
    except (pa.ArrowException, OSError) as error:
        raise _not_ours(target) from error
    told = {key.decode(): value.decode() for key, value in (made.metadata or {}).items() if key != b"ARROW:schema"}
    if REFUSED not in told:
        raise _not_ours(target)
    expected = {INPUT_HASH: sha256, "sagstyngde.bundle_hash": bundle_hash, "sagstyngde.format": FORMAT}
    if not expected.items() <= told.items():
        return None
    return made.num_rows, int(told[REFUSED])


def _not_ours(target: Path) -> InputRefused:
    return InputRefused(
        english=f"{target.name}: another file lies where the answers should be; choose another folder",
        danish=f"{target.name}: der ligger en anden fil, hvor svarene skal være; vælg en anden mappe",
    )


def _repeated_ids(file: pq.ParquetFile, column: str) -> frozenset[str]:
    """Return the ids that stand in more than one row of the file."""
    ids = file.read(columns=[column]).column(column)
    counts = pc.value_counts(pa.chunked_array([id_texts(chunk) for chunk in ids.chunks], type=pa.string()))
    repeated = counts.filter(pc.greater(pc.struct_field(counts, "counts"), 1))
    return frozenset(value for value in pc.struct_field(repeated, "values").to_pylist() if value)
