"""How does OpenAPI tell of bodies that are read line by line?"""

from typing import Any

from serve.bodies import BodyKind


def lines_body(schema: str) -> dict[str, Any]:
    """Return the part of a route's OpenAPI that says: each line is one of these."""
    content = {BodyKind.LINES.value: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"requestBody": {"required": True, "description": "Ét JSON-objekt pr. linje.", "content": content}}
