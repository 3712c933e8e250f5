"""R56: the whole folder of an invented municipality; it fails where a section is empty or old, or an answer differs."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import update

from models import bundle as bundles
from models.bundle import sealed
from pipelines.evidence.command import Asked, Outcome, as_json, run
from pipelines.evidence.documents import ANNEX
from pipelines.evidence.folder import SIGNED, canonical_list
from pipelines.evidence.own_texts import FILE
from pipelines.evidence.questions import QUESTIONS
from pipelines.train import Trained
from sagstyngde.errors import InputRefused, Language
from sagstyngde.settings import Settings
from storage.engine import open_engine, reading, writing
from storage.signing_keys import new_key
from storage.tables.audit import audit_entries
from storage.tables.casework import assessments
from tests.pipelines.evidence.conftest import ANSWERS, FIRST, SOMEBODY

NOW = datetime.now(UTC)
EMPTY_PAGE = re.compile(r"<h2>[^<]*</h2>\s*</section>")


def made(settings: Settings, out: Path, **asked: object) -> tuple[Outcome, str]:
    told = Console(file=StringIO(), width=200)
    given = Asked(out=out, **asked)  # type: ignore[arg-type]
    outcome = run(settings, given, at=NOW, console=told, language=Language.DANISH)
    return outcome, told.file.getvalue()  # type: ignore[attr-defined]


def own_texts(folder: Path, written_on: date) -> Path:
    """Fill in the form that the folder asks with."""
    file = folder.with_name("egne.toml")
    form = (folder / FILE).read_text("utf-8")
    filled = form.replace('text = """"""', 'text = """Svar."""').replace("2000-01-01", written_on.isoformat())
    file.write_text(filled, "utf-8")
    return file


def test_the_folder_holds_nine_sections_every_document_and_a_true_list_of_its_files(
    settings: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "dokumentation"
    outcome, told = made(settings, out)
    annex = json.loads((out / f"{ANNEX}.json").read_text("utf-8"))
    listed = json.loads((out / SIGNED).read_text("utf-8"))

    assert outcome.holds, told
    assert [chapter["code"] for chapter in annex["chapters"]] == [str(number) for number in range(1, 10)]
    assert {chapter["state"] for chapter in annex["chapters"]} <= {"written", "own_missing"}
    assert {path.name for path in out.iterdir()} == {*listed["files"], SIGNED}
    for name, digest in listed["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    assert listed["signature"] is None


def test_every_page_is_danish_stands_alone_and_has_no_empty_chapter(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "dokumentation"
    made(settings, out)
    pages = {path.name: path.read_text("utf-8") for path in out.glob("*.html")}

    assert len(pages) == 13
    for name, text in pages.items():
        assert '<html lang="da">' in text, name
        assert "<script" not in text, name
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text), name
        assert not EMPTY_PAGE.search(text), name
        assert "opdigte" in text, name
        assert "None" not in text, name
    linked = set(re.findall(r'href="([^"]+)"', pages["index.html"]))
    assert linked == {path.name for path in out.iterdir()} - {"index.html"}


def test_what_is_told_to_everybody_holds_no_case_and_no_person_who_did_casework(
    settings: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "dokumentation"
    made(settings, out)
    texts = {path.name: path.read_text("utf-8") for path in out.iterdir()}
    told = [name for name, text in texts.items() if SOMEBODY in text or re.search(r"\b[tv]902[12]\d\b", text)]

    assert told == []


def test_every_answer_is_replayed_and_counted(settings: Settings, tmp_path: Path) -> None:
    outcome, told = made(settings, tmp_path / "dokumentation")

    assert outcome.replay is not None
    assert (outcome.replay.given, outcome.replay.tried, outcome.replay.equal) == (ANSWERS, ANSWERS, ANSWERS)
    assert f"{ANSWERS} af {ANSWERS} genspillede svar" in told


def test_an_altered_answer_ends_the_command_with_a_fault_and_says_which(settings: Settings, tmp_path: Path) -> None:
    engine = open_engine(settings.database_url)
    with writing(engine) as connection:
        connection.execute(update(assessments).where(assessments.c.assessment_id == f"v{FIRST}").values(category="ZZ"))
    engine.dispose()
    outcome, _ = made(settings, tmp_path / "dokumentation")

    assert not outcome.holds
    assert json.loads(as_json(outcome))["replay"]["different"] == [{"assessment_id": f"v{FIRST}", "fields": ["row"]}]
    assert f"v{FIRST}" in (tmp_path / "dokumentation" / "genspilning.html").read_text("utf-8")


def test_a_model_nobody_has_tried_leaves_sections_empty_and_they_are_named(
    settings: Settings, trained: Trained, tmp_path: Path
) -> None:
    bundles.save(sealed(replace(trained.bundle, figures_text=None)), settings.var / "bundle")
    outcome, told = made(settings, tmp_path / "dokumentation", answers=0)
    found = {(one["document"], one["section"]) for one in json.loads(as_json(outcome))["unusable"]}

    assert not outcome.holds
    assert {(ANNEX, "3"), (ANNEX, "4"), (ANNEX, "6"), ("gruppetal", "grupper")} == found
    assert "3. Overvågning" in told
    assert "TOMT" in (tmp_path / "dokumentation" / "index.html").read_text("utf-8")


def test_the_municipalitys_own_texts_are_filled_in_and_one_older_than_the_model_is_named(
    settings: Settings, trained: Trained, tmp_path: Path
) -> None:
    out = tmp_path / "dokumentation"
    made(settings, out, answers=0)
    day = trained.bundle.manifest.created_at.date()
    outcome, _ = made(settings, out, answers=0, own=own_texts(out, day))
    annex = json.loads((out / f"{ANNEX}.json").read_text("utf-8"))

    assert outcome.holds
    assert {chapter["state"] for chapter in annex["chapters"]} == {"written"}
    assert (out / FILE).read_text("utf-8").count("Svar.") == len(QUESTIONS)

    old = tmp_path / "gammel.toml"
    old.write_text(f'[risici]\ntext = "Gennemgået."\nwritten_on = {day - timedelta(days=1)}\n', "utf-8")
    outcome, told = made(settings, out, answers=0, own=old)
    assert {(one["document"], one["section"], one["state"]) for one in json.loads(as_json(outcome))["unusable"]} == {
        (ANNEX, "5", "old"),
        ("risici", "risici", "old"),
        ("konsekvensanalyse-databeskyttelse", "risici", "old"),
        ("konsekvensanalyse-grundrettigheder", "risici", "old"),
    }
    assert "Hvem har gennemgået risiciene" in told


def test_an_answer_to_what_nobody_asked_is_refused_by_its_name(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "egne.toml"
    own.write_text('[findes_ikke]\ntext = "x"\nwritten_on = 2026-01-01\n', "utf-8")

    with pytest.raises(InputRefused, match="findes_ikke"):
        made(settings, tmp_path / "dokumentation", answers=0, own=own)


def test_the_list_is_signed_where_there_is_a_key(settings: Settings, tmp_path: Path) -> None:
    key = new_key(tmp_path / "log.key")
    outcome, _ = made(settings.model_copy(update={"audit_key": tmp_path / "log.key"}), tmp_path / "ud", answers=0)
    listed = json.loads((tmp_path / "ud" / SIGNED).read_text("utf-8"))

    assert outcome.written is not None
    assert outcome.written.is_signed
    assert key.signed(canonical_list(listed), listed["signature"])
    listed["files"]["index.html"] = "0" * 64
    assert not key.signed(canonical_list(listed), listed["signature"])


def test_a_folder_of_other_things_is_never_written_over_and_an_earlier_one_of_ours_is(
    settings: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "dokumentation"
    out.mkdir()
    (out / "noter.txt").write_text("mine", "utf-8")
    with pytest.raises(InputRefused, match="would be lost"):
        made(settings, out, answers=0)
    assert [path.name for path in out.iterdir()] == ["noter.txt"]

    made(settings, tmp_path / "igen", answers=0)
    made(settings, tmp_path / "igen", answers=0)
    assert not (tmp_path / "igen.draft").exists()


def test_a_model_is_named_by_the_beginning_of_its_hash(settings: Settings, trained: Trained, tmp_path: Path) -> None:
    made(settings, tmp_path / "ud", answers=0, model=trained.bundle.content_hash[:8])

    with pytest.raises(InputRefused, match="no such model"):
        made(settings, tmp_path / "ud2", answers=0, model="zz")


def test_the_command_is_logged_once_and_about_no_case(settings: Settings, tmp_path: Path) -> None:
    made(settings, tmp_path / "ud")
    engine = open_engine(settings.database_url)
    with reading(engine) as connection:
        rows = connection.execute(audit_entries.select()).mappings().all()
    engine.dispose()

    assert [(row["operation"], row["case_id"], row["child_id"]) for row in rows] == [("evidence.make", None, None)]
