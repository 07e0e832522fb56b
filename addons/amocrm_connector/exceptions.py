"""What can come of a call to amoCRM, as far as the caller has to care."""


class AmocrmError(Exception):
    """Any call that did not bring what was asked for."""


class AmocrmUnavailable(AmocrmError):
    """Try again: amoCRM is slow, overloaded, moved or unreachable. The outcome of a write is
    unknown.

    :param retry_after: seconds that amoCRM asked us to wait, ``None`` when it did not say
    :param too_fast: amoCRM counts our requests and found too many (HTTP 429)
    """

    def __init__(self, message, retry_after=None, too_fast=False):
        super().__init__(message)
        self.retry_after = retry_after
        self.too_fast = too_fast


class AmocrmMoved(AmocrmUnavailable):
    """The address answers with a page or sends us elsewhere: the account may live somewhere else
    now.
    """


class AmocrmRejected(AmocrmError):
    """Somebody must look: amoCRM understood the request and refused it.

    :param errors: list of ``{"path", "code", "detail", "request_id"}`` read from ``validation-
        errors``
    """

    def __init__(self, message, status=None, errors=()):
        super().__init__(message)
        self.status = status
        self.errors = list(errors)


class AmocrmUnauthorized(AmocrmError):
    """The token is dead and cannot be renewed: an administrator must connect the account again."""


class AmocrmBlocked(AmocrmError):
    """HTTP 403 with a page instead of JSON: our address is blocked, every call makes it worse."""


class AmocrmUnpaid(AmocrmError):
    """HTTP 402: the amoCRM account is not paid for."""
