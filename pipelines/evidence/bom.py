"""How is what a release is made of written, so that any tool can read it? CycloneDX 1.6, checked against its schema.

The list of the model is made of the same format's words for models: what it was learned from, how good it is by group,
what it is for and what not. The library has no types for those, so they are laid into its JSON before it is checked.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from models.bundle import Manifest
from pipelines.evidence.components import OURS, Part, canonical

Json = dict[str, Any]
_TOLD = ("accuracy", "qwk", "log_loss", "ece", "coverage", "mean_set_size")
_TOLD_HOURS = ("mae_hours", "bias_ratio", "interval_coverage", "spearman", "r2_log")


def sbom(parts: Iterable[Part], at: datetime) -> Json:
    """Return the list of everything the program is made of; the same parts at the same time give the same list.

    Raises:
        ValueError: what was made is not CycloneDX.

    """
    listed = sorted(parts, key=lambda part: part.purl)
    program = Component(name=OURS, version=version(OURS), type=ComponentType.APPLICATION, bom_ref=OURS)
    bom = Bom(components=[_component(part) for part in listed])
    _mark(bom, program, at, "\n".join(part.purl for part in listed))
    by_name = {canonical(part.name): part for part in listed if part.purl.startswith("pkg:pypi/")}
    known = {str(one.bom_ref.value): one for one in bom.components}
    for part in by_name.values():
        needed = [known[by_name[name].purl] for name in part.needs if name in by_name]
        bom.register_dependency(known[part.purl], needed)
    bom.register_dependency(program, bom.components)
    return checked(json.loads(JsonV1Dot6(bom).output_as_string()))


def ml_bom(
    manifest: Manifest, figures: Mapping[str, Any] | None, lineage: Mapping[str, Any] | None, at: datetime
) -> Json:
    """Return the list of one model: its hash, its data, its figures by group, and what it may be used for.

    Raises:
        ValueError: what was made is not CycloneDX.

    """
    model = Component(
        name=f"{OURS}-{manifest.scheme_name}",
        version=manifest.content_hash[:12],
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref="model",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=manifest.content_hash)],
    )
    data = Component(
        name="historik",
        version=manifest.trained_through.isoformat(),
        type=ComponentType.DATA,
        bom_ref="data",
        hashes=[
            HashType(alg=HashAlgorithm.SHA_256, content=text)
            for text in [str((lineage or {}).get("data_hash", ""))]
            if len(text) == 64
        ],
        description=f"{manifest.training_cases} sager modtaget før {manifest.trained_through}; ingen er med her",
    )
    bom = Bom(components=[model, data])
    program = Component(name=OURS, version=manifest.code_version, type=ComponentType.APPLICATION, bom_ref=OURS)
    _mark(bom, program, at, manifest.content_hash)
    bom.register_dependency(model, [data])
    bom.register_dependency(program, [model])
    written = json.loads(JsonV1Dot6(bom).output_as_string())
    for component in written["components"]:
        if component["bom-ref"] == "model":
            component["modelCard"] = _card(manifest, figures or {})
    return checked(written)


def checked(written: Json) -> Json:
    """Return a list that the schema of CycloneDX 1.6 accepts, strictly.

    Raises:
        ValueError: it does not.

    """
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(written))
    if fault is not None:
        raise ValueError(f"not CycloneDX 1.6: {fault}")
    return written


def _mark(bom: Bom, about: Component, at: datetime, content: str) -> None:
    bom.metadata.component = about
    bom.metadata.timestamp = at
    bom.serial_number = uuid5(NAMESPACE_URL, f"{about.name}/{about.version}/{at.isoformat()}/{content}")


def _component(part: Part) -> Component:
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.PLATFORM if part.purl.startswith("pkg:generic/") else ComponentType.LIBRARY,
        bom_ref=part.purl,
        purl=PackageURL.from_string(part.purl),
        scope=ComponentScope(part.scope.value),
        description=part.about,
        licenses=[DisjunctiveLicense(name=part.licence)] if part.licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_512, content=part.sha512)] if part.sha512 else [],
    )


def _card(manifest: Manifest, figures: Mapping[str, Any]) -> Json:
    """Write CycloneDX's model card: Danish texts, figures as the bundle tells them."""
    metrics = [
        {"type": f"{part}.{name}", "value": f"{figures[part][name]:.6g}"}
        for part, names in (("category", _TOLD), ("effort", _TOLD_HOURS))
        for name in names
        if isinstance(figures.get(part, {}).get(name), int | float)
    ]
    return {
        "modelParameters": {
            "approach": {"type": "supervised"},
            "task": "kategori på ordnet skala og timer måned for måned",
            "architectureFamily": "pointtavler (aflæste sumtabeller)",
            "modelArchitecture": f"bundle format {manifest.format}",
            "datasets": [{"ref": "data"}],
            "inputs": [{"format": name} for name in manifest.column_names],
            "outputs": [{"format": "Assessment"}],
        },
        "quantitativeAnalysis": {"performanceMetrics": [*metrics, *_by_group(figures)]},
        "considerations": {
            "users": ["socialfaglige konsulenter, sagsbehandlere og ledere i kommunens børnehandicapområde"],
            "useCases": ["at forudsige, hvor kompleks en ny sag er, og hvor mange timer den ventes at tage"],
            "technicalLimitations": [
                "tier, når for lidt er oplyst, når sagen er ulig de tidligere, eller når kategorierne ligger for tæt",
                "lært af én kommunes historik; siger intet om en andens",
            ],
            "ethicalConsiderations": [
                {
                    "name": "At afgøre, hvilken hjælp der bevilges",
                    "mitigationStrategy": "Svaret forudsiger arbejde; der er ingen vej fra et svar til en afgørelse.",
                },
                {
                    "name": "At måle sagsbehandlere",
                    "mitigationStrategy": "Ingen oplysning om en medarbejder kan indgå; tempo gemmes ikke.",
                },
            ],
        },
    }


def _by_group(figures: Mapping[str, Any]) -> list[Json]:
    """Write accuracy and under-estimation of each group that has cases enough."""
    return [
        {
            "type": f"{part}.{name}",
            "value": f"{group[part][name]['value']:.6g}",
            "slice": f"{grouping['label']}: {group['label']}",
            "confidenceInterval": {
                "lowerBound": f"{group[part][name]['low']:.6g}",
                "upperBound": f"{group[part][name]['high']:.6g}",
            },
        }
        for grouping in figures.get("groups", {}).get("by", ())
        for group in grouping["groups"]
        for part in ("category", "effort")
        for name in sorted(group[part])
        if isinstance(group[part][name], Mapping) and "value" in group[part][name]
    ]
