"""What can come of a call to amoCRM, as far as the caller has to care."""


class AmocrmError(Exception):
    """Any call that did not bring what was asked for."""

    # Whether every further call of the account would fare the same.
    concerns_account = False


class AmocrmUnavailable(AmocrmError):
    """Try again: amoCRM is slow, overloaded, moved or unreachable. The outcome of a write is
    unknown.

    :param retry_after: seconds that amoCRM asked us to wait, ``None`` when it did not say
    :param status: HTTP status, ``None`` when there was no answer
    """

    def __init__(self, message, retry_after=None, status=None):
        super().__init__(message)
        self.retry_after = retry_after
        self.status = status

    @property
    def too_fast(self):
        """amoCRM counts our requests and found too many."""
        return self.status == 429

    @property
    def concerns_account(self):
        return self.too_fast


class AmocrmMoved(AmocrmUnavailable):
    """The address answers with a page or sends us elsewhere: the account may live somewhere else
    now.
    """

    concerns_account = True


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

    concerns_account = True


class AmocrmBlocked(AmocrmError):
    """HTTP 403 with a page instead of JSON: our address is blocked, every call makes it worse."""

    concerns_account = True


class AmocrmUnpaid(AmocrmError):
    """HTTP 402: the amoCRM account is not paid for."""

    concerns_account = True
