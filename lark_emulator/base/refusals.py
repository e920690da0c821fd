"""What the Base API refuses, mostly with HTTP 200 (base-record error codes)."""

from lark_emulator.codes import LarkError

MESSAGES = {
    1254000: "WrongRequestJson",
    1254001: "WrongRequestBody",
    1254003: "WrongBaseToken",
    1254004: "WrongTableId",
    1254006: "WrongRecordId",
    1254015: "Field types do not match",
    1254016: "InvalidSort",
    1254018: "InvalidFilter",
    1254024: "InvalidFieldNames",
    1254037: "Invalid client token, make sure that it complies with the specification",
    1254040: "BaseTokenNotFound",
    1254041: "TableIdNotFound",
    1254043: "RecordIdNotFound",
    1254045: "FieldNameNotFound",
    1254060: "TextFieldConvFail",
    1254061: "NumberFieldConvFail",
    1254062: "SingleSelectFieldConvFail",
    1254063: "MultiSelectFieldConvFail",
    1254064: "DatetimeFieldConvFail",
    1254065: "CheckboxFieldConvFail",
    1254066: "UserFieldConvFail",
    1254067: "LinkFieldConvFail",
    1254068: "URLFieldConvFail",
    1254069: "AttachFieldConvFail",
    1254072: "Failed to convert phone field",
    1254103: "RecordExceedLimit",
    1254104: "RecordAddOnceExceedLimit",
    1254130: "TooLargeCell",
    1254291: "Write conflict",
    1254302: "RolePermNotAllow",
    1254608: "Same API requests are submitted repeatedly",
    1255006: "Client token conflict",
    91403: "Forbidden",
}
STATUSES = {1254037: 400, 1254302: 403, 1254608: 403, 91403: 403}


def refusal(code: int, reason: str = "") -> LarkError:
    """The code with its name; `reason` says which field or value."""
    msg = MESSAGES.get(code, "Fail")
    return LarkError(code, f"{msg}: {reason}" if reason else msg, status=STATUSES.get(code, 200))


def write_conflict() -> LarkError:
    return refusal(1254291)


def bad_body() -> LarkError:
    return refusal(1254000)
