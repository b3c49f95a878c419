"""Why a request of the directory cannot be done: status, SCIM's word for the kind (RFC 7644 §3.12), and a sentence."""


class ScimError(Exception):
    def __init__(self, status: int, detail: str, kind: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.kind = status, detail, kind


def invalid(detail: str) -> ScimError:
    return ScimError(400, detail, "invalidValue")


def taken(detail: str) -> ScimError:
    return ScimError(409, detail, "uniqueness")


def missing() -> ScimError:
    return ScimError(404, "There is no such resource.")
