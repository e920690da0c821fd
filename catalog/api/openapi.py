"""The OpenAPI document, from one dictionary; tests hold real answers against it."""

from typing import Any

from catalog.api.asked import KINDS, MOST, STATUSES, USUAL
from catalog.api.reading import sealed
from catalog.enums import ProductStatus
from catalog.models.goods import NAME_LENGTH, SKU_LENGTH

_SKU = {"type": "string", "maxLength": SKU_LENGTH, "description": "Never changes, never given to another product"}
_PRODUCT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sku", "name", "price_vnd", "kind", "stock", "in_stock", "status", "updated_at"],
    "properties": {
        "sku": _SKU,
        "name": {"type": "string", "maxLength": NAME_LENGTH, "description": "In Vietnamese"},
        "price_vnd": {"type": "integer", "minimum": 0, "description": "Whole dong"},
        "kind": {"type": "string", "enum": list(KINDS)},
        "stock": {"type": ["integer", "null"], "minimum": 0, "description": "null: not counted, as a course"},
        "in_stock": {"type": "boolean", "description": "Not counted, or at least one is there"},
        "status": {"type": "string", "enum": list(ProductStatus.values)},
        "updated_at": {"type": "string", "format": "date-time", "description": "UTC"},
    },
}
_LINK = {"type": ["string", "null"], "format": "uri"}
_LIST = {
    "type": "object",
    "additionalProperties": False,
    "required": ["items", "next", "previous"],
    "properties": {
        "items": {"type": "array", "maxItems": MOST, "items": {"$ref": "#/components/schemas/Product"}},
        "next": _LINK | {"description": "Address of the page after this one; null on the last"},
        "previous": _LINK | {"description": "Address of the page before this one; null on the first"},
    },
}
_PROBLEM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Vietnamese or English, by Accept-Language"},
        "errors": {
            "type": "array",
            "description": "One for each parameter that could not be used",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def _header(description: str, kind: str = "string") -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind}}


_VALIDATORS = {
    "ETag": _header("Of exactly this answer; send it back as If-None-Match"),
    "Last-Modified": _header("Send it back as If-Modified-Since, if you keep no ETag"),
    "Cache-Control": _header("public, max-age=60, must-revalidate"),
}


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _problem(description: str, **headers: Any) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": content} | ({"headers": headers} if headers else {})


def _answers(schema: str, description: str, **more: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {
        "200": {"description": description, "headers": _VALIDATORS, "content": content},
        "304": {"description": "You have the newest answer already", "headers": _VALIDATORS},
        "400": _problem("A parameter that does not exist or cannot be used"),
        **more,
        "405": _problem("Only GET, HEAD and OPTIONS", Allow=_header("What may be used")),
        "429": _problem("Too many requests", **{"Retry-After": _header("Seconds to wait", "integer")}),
        "503": _problem("The database is away", **{"Retry-After": _header("Seconds to wait", "integer")}),
    }


_LISTING = {
    "operationId": "listProducts",
    "summary": "Products, in the order of their SKUs",
    "parameters": [
        _query("status", {"type": "string", "enum": list(STATUSES), "default": "active"}, "On offer: active"),
        _query("kind", {"type": "string", "enum": list(KINDS)}, "Only of this kind"),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "How many at most"),
        _query("cursor", {"type": "string"}, "From `next` or `previous`; good for the same filters only"),
    ],
    "responses": _answers("ProductList", "A page of products"),
}
_SINGLE = {
    "operationId": "getProduct",
    "summary": "One product, archived or not",
    "parameters": [{"name": "sku", "in": "path", "required": True, "schema": _SKU}],
    "responses": _answers("Product", "The product", **{"404": _problem("No product has this SKU")}),
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Products",
        "version": "1.0.0",
        "description": "What the school sells, for its website: read-only, without a key, without personal data.",
    },
    "servers": [{"url": "/"}],
    "paths": {"/api/v1/products/": {"get": _LISTING}, "/api/v1/products/{sku}/": {"get": _SINGLE}},
    "components": {"schemas": {"Product": _PRODUCT, "ProductList": _LIST, "Problem": _PROBLEM}},
}
SEALED = sealed(DOCUMENT)
