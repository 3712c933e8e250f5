"""What does a request or an answer look like, for one who reads the contract? Made from the schema, so it always fits.

A field's own example comes first; without one, the simplest value its schema allows.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
_TEXTS = {"date": "2026-11-03", "date-time": "2026-11-03T12:00:00Z"}


def example_of(schema: Json, schemas: Mapping[str, Json]) -> Any:
    """Return an example of a schema; ``schemas`` are those it may refer to by name.

    >>> example_of({"type": "object", "properties": {"day": {"type": "string", "format": "date"}}}, {})
    {'day': '2026-11-03'}
    >>> example_of({"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 3}]}, {})
    3
    """
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    options = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return example_of(options[0], schemas) if options else _plain(schema, schemas)


def _plain(schema: Json, schemas: Mapping[str, Json]) -> Any:
    kind = schema.get("type")
    if kind == "object":
        named = {name: example_of(one, schemas) for name, one in schema.get("properties", {}).items()}
        return named or _free(schema, schemas)
    if kind == "array":
        return [example_of(schema["items"], schemas)] if "items" in schema else []
    simple = {
        "string": _TEXTS.get(schema.get("format", ""), "tekst"),
        "integer": int(schema.get("minimum", 1)),
        "number": schema.get("minimum", 1.0),
        "boolean": True,
    }
    return simple.get(str(kind))


def _free(schema: Json, schemas: Mapping[str, Json]) -> Json:
    """Return an object whose names are not known beforehand."""
    rest = schema.get("additionalProperties")
    return {"navn": example_of(rest, schemas)} if isinstance(rest, dict) and rest else {}
