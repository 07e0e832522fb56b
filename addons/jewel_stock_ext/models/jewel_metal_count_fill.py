from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ..metal import exact

# Grams that a holder has, by what a scale can tell apart.
_BOOK = """
    SELECT alloy_id, fineness, form, owner_id, sum(gross)::text, sum(net)::text
      FROM (
        SELECT alloy_id, fineness, form, owner_id, gross_weight AS gross, net_weight AS net
          FROM jewel_metal_entry WHERE location_dest_id = %(place)s
        UNION ALL
        SELECT alloy_id, fineness, form, owner_id, -gross_weight, -net_weight
          FROM jewel_metal_entry WHERE location_id = %(place)s
      ) AS move
     WHERE fineness > 0 OR gross != 0
  GROUP BY alloy_id, fineness, form, owner_id
    HAVING sum(gross) != 0 OR sum(net) != 0
"""


class JewelMetalCount(models.Model):
    """What the book says of a master, read while nothing can be booked on him."""

    _inherit = "jewel.metal.count"

    def _jewel_read_book(self):
        """{(alloy id, fineness, form, owner id): (gross, net)} that the master has now.

        Forms change at the bench without an entry (granules become a piece), so where one of them
        would be negative all of that metal is one heap, without a form.
        """
        self.ensure_one()
        self.env["jewel.metal.entry"].flush_model()
        found = defaultdict(dict)
        for alloy, fineness, form, owner, gross, net in self.env.execute_query(
            SQL(_BOOK, place=self.location_id.id)
        ):
            key = (alloy, float(fineness), owner or False)
            found[key][form or False] = (Decimal(gross), Decimal(net))
        book = {}
        for (alloy, fineness, owner), forms in found.items():
            if any(min(grams) < 0 for grams in forms.values()):
                forms = {False: tuple(map(sum, zip(*forms.values(), strict=True)))}  # noqa: PLW2901
            book.update({(alloy, fineness, form, owner): grams for form, grams in forms.items()})
        return {key: grams for key, grams in book.items() if any(grams)}

    def _jewel_fill(self, book):
        """Lines for ``book``; what has been weighed of the same metal is weighed again."""
        self.line_ids.unlink()
        self.env["jewel.metal.count.line"].create(
            [
                {
                    "count_id": self.id,
                    "alloy_id": alloy,
                    "fineness": fineness,
                    "form": form,
                    "owner_id": owner,
                    "book_weight": float(gross),
                    "book_net_weight": float(net),
                }
                for (alloy, fineness, form, owner), (gross, net) in sorted(book.items(), key=str)
            ]
        )

    def _jewel_book_on_sheet(self):
        return {
            line._get_key(): (exact(line.book_weight), exact(line.book_net_weight))
            for line in self.line_ids
            if line.book_weight or line.book_net_weight
        }

    def _jewel_at_hand(self):
        """This count as superuser, its master's place locked so that no entry reaches it."""
        self.ensure_one()
        self.check_access("read")
        count = self.sudo()
        place = count.location_id.id
        self.env.flush_all()
        # An entry holds its places by foreign key, so this waits for it, and it for us.
        query = SQL("SELECT id FROM stock_location WHERE id = %s FOR UPDATE", place)
        self.env.cr.execute(query, log_exceptions=False)  # losing the race is no error
        count.location_id._jewel_lock()  # written, so that a sheet that waits for us begins anew
        count._lock()
        if self._jewel_count_entries(self.env.cr, place) < self._jewel_count_committed(place):
            # Booked after this transaction began, hence not seen by it: begin anew.
            raise ConcurrencyError(self.env._("Metal has moved meanwhile: try again."))
        count.invalidate_recordset()
        return count

    @api.model
    def _jewel_count_entries(self, cr, place):
        cr.execute(
            "SELECT count(*) FROM jewel_metal_entry"
            " WHERE location_id = %(place)s OR location_dest_id = %(place)s",
            {"place": place},
        )
        return cr.fetchone()[0]

    def _jewel_count_committed(self, place):
        if not self.env.registry.ready:
            return 0  # addons are being installed: their tables are ours alone
        with self.env.registry.cursor() as cr:
            return self._jewel_count_entries(cr, place)

    def _jewel_ask_again(self):
        """When the book is another than on the sheet: fill it in anew, and say so."""
        book = self._jewel_read_book()
        if book == self._jewel_book_on_sheet():
            return None
        weighed = {line._get_key(): line.scale_weight for line in self.line_ids if line.is_weighed}
        self._set_state("draft", {"weighed_by_id": False, "weighed_on": False})
        self._jewel_fill(book)
        for line in self.line_ids.filtered(lambda line: line._get_key() in weighed):
            line.asked_weight = weighed[line._get_key()]
        text = self.env._(
            "%s: metal has moved since the sheet was filled in. The book has been read anew: weigh "
            "again, then sign.",
            self.name,
        )
        self.message_post(body=text)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": "warning",
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
