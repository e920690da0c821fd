"""What Lark says no with: the refusal as an error, and the webhook's own codes (custom-bot-usage-guide)."""

from collections.abc import Mapping
from typing import Any

Answer = dict[str, Any]

SUCCESS: Answer = {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}


class LarkError(Exception):
    """Lark does not do what was asked. The webhook refuses with HTTP 200; `detail` is the `error` of other answers."""

    def __init__(
        self,
        code: int,
        msg: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code} {msg}")
        self.code = code
        self.msg = msg
        self.status = status
        self.headers = dict(headers or {})
        self.detail = dict(detail or {})

    def answer(self) -> Answer:
        return {"code": self.code, "data": {}, "msg": self.msg}


def bad_request() -> LarkError:
    return LarkError(9499, "Bad Request")


def too_frequent() -> LarkError:
    return LarkError(11232, "frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]")


def unknown_bot() -> LarkError:
    return LarkError(19001, "param invalid: incoming webhook access token invalid")


def bad_parameter(what: str) -> LarkError:
    """`what` ends the sentence, as in "params error, unknown card value"."""
    return LarkError(19002, f"params error, {what}")


def bad_signature() -> LarkError:
    return LarkError(19021, "sign match fail or timestamp is not within one hour from current time")


def ip_not_allowed() -> LarkError:
    return LarkError(19022, "Ip Not Allowed")


def keyword_not_found() -> LarkError:
    return LarkError(19024, "Key Words Not Found")


def card_refused(sub_code: int, reason: str, *, code: int = 11246) -> LarkError:
    """`sub_code` and `reason` follow the sub-error table of the message API; only the outer code differs."""
    return LarkError(code, f"Failed to create card content, ext=ErrCode: {sub_code}; ErrMsg: {reason}")


def card_over_limit(reason: str) -> LarkError:
    return card_refused(11310, reason, code=11310)
