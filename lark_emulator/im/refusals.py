"""What the message API refuses, with HTTP 400 (send-message.md, update-the-message-card-sent-by-the-app.md)."""

from lark_emulator.codes import LarkError

MESSAGES = {
    230001: "Your request contains an invalid request parameter.",
    230002: "The bot can not be outside the group.",
    230011: "The message was recalled.",
    230020: "This operation triggers the frequency limit.",
    230025: "The length of the message content reaches its limit.",
    230027: "Lack of necessary permissions.",
    230028: "The messages do NOT pass the audit. It contains sensitive data.",
    230031: "The message has been sent more than 14 days.",
    230034: "The receive_id is invalid.",
    230049: "The message is being sent.",
    230050: "The message is invisible to the operator.",
    230054: "This operation is not available for this type of message.",
    230110: "The message has been deleted.",
    232009: "The chat has been dissolved.",
    300020: "The card token is unknown.",
    300030: "The card token has expired.",
    300040: "The card token was used too often, or before the callback was answered.",
}


def refusal(code: int, reason: str = "") -> LarkError:
    """The code with its sentence; `reason` says what exactly."""
    msg = MESSAGES.get(code, "The request failed.")
    return LarkError(code, f"{msg} {reason}".rstrip(), status=400)


def invalid(reason: str) -> LarkError:
    return refusal(230001, reason)


def as_message_api(refused: LarkError) -> LarkError:
    """The webhook's refusal of a content, in the codes of the message API: the sub-codes are the same."""
    if refused.code in (11246, 11310):
        return LarkError(230099, refused.msg, status=400)
    return invalid(refused.msg)
