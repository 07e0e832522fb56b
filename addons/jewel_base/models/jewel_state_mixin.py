from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class JewelStateMixin(models.AbstractModel):
    """Records whose state moves by one table, through one door, in one transaction at a time."""

    _name = "jewel.state.mixin"
    _description = "State with One Door"
    _moves = {}  # state: states that may follow

    def _lock(self):
        """Let one transaction at a time decide about these records.

        The row is really written: a second transaction, once it gets here, finds that its view of
        the data is too old and is run again by the server.
        """
        if self.ids:
            self.flush_recordset()
            query = SQL(
                "UPDATE %s SET id = id WHERE id IN %s",
                SQL.identifier(self._table),
                tuple(sorted(self.ids)),
            )
            self.env.cr.execute(query, log_exceptions=False)  # losing the race is no error

    def _set_state(self, state, vals=None):
        """Move the records to ``state``; those already there stay as they are.

        :param vals: values to write with the new state
        :return: the records that have moved
        :raise UserError: the table does not have this move
        """
        moved = self.filtered(lambda record: record.state != state)
        names = dict(self._fields["state"]._description_selection(self.env))
        for record in moved:
            if state not in self._moves[record.state]:
                raise UserError(record._get_move_refusal(names[record.state], names[state]))
        moved.sudo().write({"state": state, **(vals or {})})
        moved.flush_recordset(["state"])  # what depends on it may be made in this transaction
        return moved

    def _get_move_refusal(self, before, after):
        """Why a move is refused, and what to do; both states by their names."""
        return self.env._(
            "%(record)s is “%(from)s” and cannot become “%(to)s”.",
            record=self.display_name,
            **{"from": before, "to": after},
        )
