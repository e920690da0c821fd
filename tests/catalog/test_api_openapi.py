"""The OpenAPI document describes what is really answered."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from catalog.api.openapi import DOCUMENT
from tests import factories

LIST = "/api/v1/products/"
KINDS: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def fits(value: Any, schema: dict[str, Any], at: str = "answer") -> None:
    """The words of JSON Schema that the document uses; a word it does not know fails."""
    if "$ref" in schema:
        schema = named(schema["$ref"])
    for word, said in schema.items():
        holds = WORDS[word](value, said, schema)
        assert holds, f"{at} is {value!r}, not {word}: {said}"
    if isinstance(value, dict):
        for name, part in value.items():
            fits(part, schema["properties"][name], f"{at}.{name}")
    for part in value if isinstance(value, list) else []:
        fits(part, schema["items"], f"{at}[]")


def named(reference: str) -> dict[str, Any]:
    found: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def is_a(value: Any, kinds: Any, _schema: object) -> bool:
    known = KINDS | {"integer": int}
    return any(type(value) is known[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))


def has_format(value: Any, name: str, _schema: object) -> bool:
    if name == "date-time":
        return datetime.fromisoformat(value).tzinfo is not None
    return value is None or bool(re.fullmatch(r"https?://\S+|about:blank", value))


WORDS: dict[str, Any] = {
    "type": is_a,
    "format": has_format,
    "enum": lambda value, choices, _: value in choices,
    "required": lambda value, names, _: set(names) <= set(value),
    "additionalProperties": lambda value, _said, schema: set(value) <= set(schema["properties"]),
    "minimum": lambda value, least, _: value is None or value >= least,
    "maxLength": lambda value, most, _: len(value) <= most,
    "maxItems": lambda value, most, _: len(value) <= most,
    **dict.fromkeys(["description", "properties", "items"], lambda *_: True),
}


def described(client: Client, path: str, query: str = "", **names: str) -> None:
    """What comes is what the document says of this address and status."""
    answer = client.get(path.format(**names) + query)
    said = DOCUMENT["paths"][path]["get"]["responses"][str(answer.status_code)]
    kind = answer["Content-Type"]
    fits(answer.json(), said["content"][kind]["schema"])
    assert set(said.get("headers", [])) <= set(answer.headers)


@pytest.mark.django_db
def test_real_answers_are_as_described(client: Client) -> None:
    for sku, kind, stock in (("A", "course", None), ("B", "book", 0), ("C", "instrument", 5)):
        factories.product(sku=sku, kind=kind, stock=stock)
    for query in ("", "?limit=1", "?status=all", "?kind=lesson-package", "?limit=x&y=1"):
        described(client, LIST, query)
    for sku in ("A", "B", "NO"):
        described(client, "/api/v1/products/{sku}/", sku=sku)


def test_an_answer_of_another_shape_would_be_noticed() -> None:
    schema = {"$ref": "#/components/schemas/Problem"}
    good = {"type": "about:blank", "title": "T", "status": 400, "detail": "D"}
    fits(good, schema)
    for change in ({"status": "400"}, {"reason": "x"}, {"type": "blank"}, {"errors": [{"parameter": "x"}]}):
        with pytest.raises(AssertionError):
            fits(good | change, schema)


def test_every_reference_leads_somewhere_and_every_address_exists() -> None:
    references = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(DOCUMENT)))
    assert {named(reference)["type"] for reference in references} == {"object"}
    for path in DOCUMENT["paths"]:
        assert resolve(path.format(sku="A")).namespace == "api"


def test_the_document_is_served_as_json_for_everybody(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert (answer.json(), answer["Content-Type"]) == (DOCUMENT, "application/json")
    assert answer.json()["openapi"] == "3.1.0"


def test_the_document_takes_no_parameters(client: Client) -> None:
    assert client.get("/api/v1/openapi.json?v=1").status_code == 400
