"""How a call to YooKassa can fail: somebody must look, or nobody knows yet."""


class YookassaError(Exception):
    """A call to YooKassa did not succeed."""


class YookassaRejected(YookassaError):
    """YooKassa understood the request and refused it: repeating changes nothing.

    :ivar status: HTTP status, such as 400
    :ivar code: YooKassa's code, such as ``invalid_request``
    :ivar description: YooKassa's text for engineers, English
    :ivar parameter: the field that YooKassa did not like, or ""
    """

    def __init__(self, status, code="", description="", parameter=""):
        self.status = status
        self.code = code
        self.description = description
        self.parameter = parameter
        where = f" ({parameter})" if parameter else ""
        super().__init__(f"HTTP {status} {code}: {description}{where}")


class YookassaUnknown(YookassaError):
    """The outcome is not known: look it up, or repeat the same key and body later.

    :ivar retry_after: seconds that YooKassa asks to wait, or None
    """

    def __init__(self, message, retry_after=None):
        self.retry_after = retry_after
        super().__init__(message)
