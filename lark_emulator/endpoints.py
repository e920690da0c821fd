"""Endpoints for apps: who may call (token, quota, limits, scope) is the gateway's matter and the same for all."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lark_emulator import gateway_codes
from lark_emulator.apps import App
from lark_emulator.base import refusals
from lark_emulator.codes import LarkError
from lark_emulator.exchange import Decision, exchange, refused
from lark_emulator.limits import MINUTE, SECOND, Window
from lark_emulator.strict_json import parse_object
from lark_emulator.tenant import Tenant, tenant_of

# Longer than the longest good call (a text of 150 KB, 1,000 records).
MOST_BYTES = 4 * 1024 * 1024
FIFTY = (Window(SECOND, 50), Window(MINUTE, 1000))
TWENTY = (Window(SECOND, 20),)


@dataclass(frozen=True)
class Ask:
    """A call that the gateway let through."""

    tenant: Tenant
    app: App
    path: Mapping[str, str]
    query: Mapping[str, str]
    raw: bytes
    now: datetime

    def body(self, refusal: Callable[[], LarkError] = gateway_codes.bad_json) -> dict[str, Any]:
        """Raises what `refusal` makes when the body is no JSON object."""
        try:
            return parse_object(self.raw)
        except ValueError:
            raise refusal() from None

    def page_size(self, *, usual: int, most: int) -> int:
        value = self.query.get("page_size", str(usual))
        if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= most):
            raise gateway_codes.invalid_field("page_size", f"page_size must be a number from 1 to {most}")
        return int(value)


@dataclass(frozen=True)
class Done:
    data: dict[str, Any]
    object_id: str | None = None
    msg: str = "success"


@dataclass(frozen=True)
class Endpoint:
    """`scopes`: any one suffices. `writes`: the Base in the path is held while the call lasts."""

    name: str
    run: Callable[[Ask], Done]
    scopes: tuple[str, ...]
    windows: tuple[Window, ...] = FIFTY
    writes: bool = False

    async def handle(self, request: Request) -> Response:
        async def decide(raw: bytes | None, log_id: str) -> Decision:
            tenant = tenant_of(request)
            decision = await self._decide(request, tenant, raw, log_id)
            tenant.quota.count(tenant.clock.now(), decision.status)
            return decision

        return await exchange(request, endpoint=self.name, most_bytes=MOST_BYTES, decide=decide)

    async def _decide(self, request: Request, tenant: Tenant, raw: bytes | None, log_id: str) -> Decision:
        try:
            app = _admitted(self, tenant, request.headers.get("authorization", ""))
            if raw is None:
                raise gateway_codes.bad_json()
            async with _turn(tenant, request.path_params["app_token"] if self.writes else None):
                done = self.run(Ask(tenant, app, request.path_params, request.query_params, raw, tenant.clock.now()))
        except LarkError as refusal:
            return refused(refusal, log_id)
        return Decision({"code": 0, "data": done.data, "msg": done.msg}, object_id=done.object_id)


def _admitted(endpoint: Endpoint, tenant: Tenant, authorization: str) -> App:
    """The calling app. Raises LarkError."""
    now = tenant.clock.now()
    app = _app(tenant, authorization)
    quota = tenant.switches.monthly_quota
    if quota is not None and tenant.quota.used(now) >= quota:
        raise gateway_codes.quota_used_up()
    if tenant.switches.limits:
        _count(endpoint, tenant, app)
    if not set(endpoint.scopes) & set(app.scopes):
        raise gateway_codes.scope_missing(list(endpoint.scopes))
    return app


def _app(tenant: Tenant, authorization: str) -> App:
    value = authorization.removeprefix("Bearer ").strip()
    if not value:
        raise gateway_codes.no_token()
    if not value.startswith(("t-", "u-")):
        raise gateway_codes.malformed_token()
    app_id = tenant.tokens.app_of(value, tenant.clock.now())
    if app_id is None:
        raise gateway_codes.invalid_token(tenant.switches.invalid_token_status)
    app = tenant.apps[app_id]
    if not app.enabled:
        raise gateway_codes.app_not_in_use()
    return app


def _count(endpoint: Endpoint, tenant: Tenant, app: App) -> None:
    key, now = f"{endpoint.name} {app.app_id}", tenant.clock.now()
    full = tenant.limits.full(key, now, endpoint.windows)
    if full is not None:
        raise gateway_codes.rate_limited(full.window.most, full.reset_s)
    tenant.limits.count(key, now, endpoint.windows)


@asynccontextmanager
async def _turn(tenant: Tenant, base: str | None) -> AsyncIterator[None]:
    """Holds a Base for as long as Lark takes to write; whoever comes meanwhile is refused."""
    if base is None or not tenant.switches.limits:
        yield
        return
    writing = tenant.writing
    if base in writing:
        raise refusals.write_conflict()
    writing.add(base)
    try:
        await asyncio.sleep(tenant.switches.base_write_s)
        yield
    finally:
        writing.discard(base)
