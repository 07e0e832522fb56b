from odoo import models

from ..exceptions import AmocrmMoved

MOVED_TRIES = 3
MOVED_MINUTES = 10


class AmocrmAccount(models.Model):
    """An account that is not where it was."""

    _inherit = "amocrm.account"

    def _take_failure(self, error):
        """Override: a page instead of an answer, again and again, stops the account."""
        if isinstance(error, AmocrmMoved):
            return self._take_move()
        return super()._take_failure(error)

    def _take_move(self):
        """Once is a hiccup of amoCRM; several times in a row the address is wrong."""
        self.failures_in_row += 1
        if self.failures_in_row < MOVED_TRIES:
            return False
        self._pause(
            MOVED_MINUTES,
            self.env._(
                "%(url)s answers with a page or sends us elsewhere. If the amoCRM account was "
                "renamed or moved, enter its new address, or connect it again.",
                url=self.api_url,
            ),
        )
        return True
