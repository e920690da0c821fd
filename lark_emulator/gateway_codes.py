"""What the gateway refuses before an API is reached (server-error-codes.md, rate-limits.md)."""

from lark_emulator.codes import LarkError


def bad_json() -> LarkError:
    return LarkError(9499, "Bad Request", status=400)


def no_token() -> LarkError:
    return LarkError(99991661, "Missing access token for authorization.", status=400)


def malformed_token() -> LarkError:
    return LarkError(99991671, "Invalid access token for authorization. It must start with t- or u-.", status=400)


def invalid_token(status: int) -> LarkError:
    return LarkError(99991663, "Invalid access token for authorization.", status=status)


def scope_missing(scopes: list[str]) -> LarkError:
    """Any one of `scopes` would do."""
    violations = [{"type": "action_scope_required", "subject": scope} for scope in scopes]
    msg = f"Access denied. One of the following scopes is required: [{', '.join(scopes)}]."
    return LarkError(99991672, msg, status=400, detail={"permission_violations": violations})


def app_not_in_use() -> LarkError:
    return LarkError(99991662, "app is not in use", status=400)


def invalid_field(name: str, description: str) -> LarkError:
    violations = [{"field": name, "description": description}]
    return LarkError(99992402, "field validation failed", status=400, detail={"field_violations": violations})


def rate_limited(most: int, reset_s: int) -> LarkError:
    headers = {"x-ogw-ratelimit-limit": str(most), "x-ogw-ratelimit-reset": str(reset_s)}
    return LarkError(99991400, "request trigger frequency limit", status=429, headers=headers)


def quota_used_up() -> LarkError:
    return LarkError(99991403, "This month's API call quota has been exceeded.", status=429)
