"""How does the evidence lie in a folder? Every document as a page and as JSON, the lists, and a signed list of it all.

The folder appears whole or not at all. ``filer.json`` names each file with its SHA-256 and is signed with the log's key
where this installation has one: what was shown to somebody can be known again in ten years (AI Act, Article 18).
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.card import model_card
from pipelines.evidence.bom import ml_bom, sbom
from pipelines.evidence.components import parts
from pipelines.evidence.documents import documents
from pipelines.evidence.known import Known
from pipelines.evidence.own_texts import FILE, form
from pipelines.evidence.paper import STATE_WORDS, Chapter, Document, State, as_json, index_page, page
from pipelines.evidence.register_pages import score_page
from sagstyngde.danish import number
from sagstyngde.errors import InputRefused
from storage.signing_keys import SigningKey

SIGNED = "filer.json"
_MARK = "index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written, and which chapters nobody can show: empty, or older than the model."""

    documents: tuple[Document, ...]
    files: Mapping[str, str]
    is_signed: bool

    @property
    def unusable(self) -> tuple[tuple[Document, Chapter], ...]:
        """Each with the document it stands in."""
        return tuple((document, chapter) for document in self.documents for chapter in document.unusable)


def write(known: Known, out: Path, key: SigningKey | None) -> Written:
    """Write the folder; an earlier one of ours in its place is replaced.

    Raises:
        InputRefused: the folder holds something else, or cannot be written to.

    """
    if out.exists() and not (out.is_dir() and ((out / _MARK).is_file() or not any(out.iterdir()))):
        raise _refused(out, "is not evidence and would be lost", "er ikke dokumentation og ville gå tabt")
    made = documents(known)
    texts = dict(_texts(known, made))
    signed = _signed(known, texts, key)
    draft = out.with_name(f"{out.name}.draft")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, text in (texts | {SIGNED: signed}).items():
            (draft / name).write_text(text, "utf-8")
        shutil.rmtree(out, ignore_errors=True)
        draft.rename(out)
    except OSError as error:
        raise _refused(out, "cannot be written there", "kan ikke skrives der") from error
    return Written(documents=made, files=_hashes(texts), is_signed=_signs(key))


def _texts(known: Known, made: tuple[Document, ...]) -> Iterator[tuple[str, str]]:
    """Yield every file's name and content."""
    for document in made:
        yield f"{document.name}.html", page(document)
        yield f"{document.name}.json", _json(as_json(document))
    if known.figures is not None:
        yield "modelkort.html", model_card(known.bundle, known.figures)
        yield "modelkort.json", _json(known.figures)
    yield "sbom.json", _json(sbom(parts(), known.at))
    yield "ml-bom.json", _json(ml_bom(known.manifest, known.figures, known.lineage, known.at))
    yield "oprindelse.json", _json({"manifest": asdict(known.manifest), "lineage": known.lineage, "gate": known.gate})
    yield "ml-test-score.md", score_page(known.score)
    yield FILE, form(known.own.values())
    yield _MARK, index_page(_title(known), tuple(_rows(known, made)), tuple(_about(known)), tuple(_notes(known, made)))


def _title(known: Known) -> str:
    return f"Dokumentation for model {known.manifest.content_hash[:12]}" + (
        f", {known.municipality}" if known.municipality else ""
    )


def _rows(known: Known, made: tuple[Document, ...]) -> Iterator[dict[str, str]]:
    if known.figures is not None:
        about = "Hvad modellen er til, og hvor god den er (artikel 13)."
        yield _row("modelkort.html", "Modelkort", about, STATE_WORDS[State.WRITTEN], data="modelkort.json")
    for document in made:
        state = STATE_WORDS[document.state]
        yield _row(f"{document.name}.html", document.title, document.about, state, data=f"{document.name}.json")
    filled = STATE_WORDS[State.WRITTEN]
    yield _row("sbom.json", "Stykliste over programmet", "CycloneDX 1.6: alt, hvad der er installeret.", filled)
    yield _row("ml-bom.json", "Stykliste over modellen", "CycloneDX 1.6: model, data, tal og grænser.", filled)
    yield _row("oprindelse.json", "Oprindelse", "Modelpakkens tal, oprindelse og prøvepunkter.", filled)
    score = f"{number(known.score.final, 1)} af 7"
    yield _row("ml-test-score.md", "ML Test Score", "Hvor godt modellen og dens drift er prøvet (engelsk).", score)
    missing = sum(not own.text for own in known.own.values())
    told = f"{missing} af {len(known.own)} spørgsmål er ubesvarede" if missing else "besvaret"
    yield _row(FILE, "Kommunens egne tekster", "Udfyld filen, og kør kommandoen igen med --own.", told)
    yield _row(SIGNED, "Filer og kontrolsummer", "Alle filer med SHA-256, underskrevet, hvis der er en nøgle.", filled)


def _row(file: str, title: str, about: str, state: str, *, data: str = "") -> dict[str, str]:
    return {"file": file, "title": title, "about": about, "state": state, "data": data}


def _about(known: Known) -> Iterator[str]:
    yield (
        "Samlet af det, systemet selv ved. Stiplede felter skriver kommunen; skabelonerne er ikke juridisk "
        "rådgivning og "
        "ikke færdige, før de er udfyldt. Gem mappen i ti år efter, at modellen er taget ud af brug (artikel 18)."
    )
    if known.manifest.synthetic:
        yield "Modellen er lært af en opdigtet kommune. Mappen viser formen og siger intet om en virkelig kommune."


def _notes(known: Known, made: tuple[Document, ...]) -> Iterator[str]:
    for document in made:
        for chapter in document.unusable:
            why = chapter.lacking or chapter.old
            yield f"{document.title}, »{chapter.title}«: {why}."
    if known.replay is not None and not known.replay.holds:
        yield "Ikke alle svar kunne gives igen; se genspilningen."


def _signed(known: Known, texts: Mapping[str, str], key: SigningKey | None) -> str:
    """Write the list of files, and the signature over it in canonical JSON where there is a key that signs."""
    listed = {"model": known.manifest.content_hash, "made_at": known.at.isoformat(), "files": _hashes(texts)}
    content = canonical_list(listed)
    signature = key.sign(content) if key is not None and _signs(key) else None
    return _json(listed | {"signature": signature})


def canonical_list(listed: Mapping[str, Any]) -> bytes:
    """Return what is signed: the list without its signature, keys sorted, no spaces."""
    plain = {name: value for name, value in listed.items() if name != "signature"}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _signs(key: SigningKey | None) -> bool:
    return key is not None and key.private is not None


def _hashes(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(texts.items())}


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str)


def _refused(out: Path, english: str, danish: str) -> InputRefused:
    return InputRefused(english=f"{out.name}: {english}", danish=f"{out.name}: {danish}")
