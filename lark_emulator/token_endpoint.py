"""POST /open-apis/auth/v3/tenant_access_token/internal: HTTP 200 for good and bad alike."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lark_emulator.codes import LarkError
from lark_emulator.exchange import Decision, exchange
from lark_emulator.strict_json import parse_object
from lark_emulator.tenant import Tenant, tenant_of

MOST_BYTES = 64 * 1024


async def token(request: Request) -> Response:
    tenant = tenant_of(request)

    async def decide(raw: bytes | None, _log_id: str) -> Decision:
        try:
            return Decision(_issue(tenant, raw or b""))
        except LarkError as refusal:
            return Decision({"code": refusal.code, "msg": refusal.msg})

    return await exchange(request, endpoint="token", most_bytes=MOST_BYTES, decide=decide)


def _issue(tenant: Tenant, raw: bytes) -> dict[str, Any]:
    app_id, secret = _credentials(raw)
    app = tenant.apps.get(app_id)
    if app is None:
        raise LarkError(99991543, "app_id or app_secret is invalid")
    if app.secret != secret:
        raise LarkError(10014, "app secret invalid")
    if not app.enabled:
        raise LarkError(10013, "app is disabled")
    now = tenant.clock.now()
    issued = tenant.tokens.issue(app_id, now)
    left = int((issued.expires_at - now).total_seconds())
    return {"code": 0, "msg": "ok", "tenant_access_token": issued.value, "expire": left}


def _credentials(raw: bytes) -> tuple[str, str]:
    try:
        body = parse_object(raw)
    except ValueError:
        body = {}
    app_id, secret = body.get("app_id"), body.get("app_secret")
    if not isinstance(app_id, str) or not isinstance(secret, str) or not app_id or not secret:
        raise LarkError(10003, "invalid param")
    return app_id, secret
