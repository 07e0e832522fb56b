import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..uin import read_uins

_SHOWN = 20


class JewelUinImport(models.TransientModel):
    """УИНы that came back from the state system, as a CSV file: piece and УИН."""

    _name = "jewel.uin.import"
    _description = "Import of UINs"

    file = fields.Binary("CSV File", required=True, attachment=False)
    file_name = fields.Char()

    def action_import(self):
        """Give the pieces of the file their УИН, all or none.

        :raise UserError: lines that cannot be, each in words
        """
        self.ensure_one()
        rows, faults = read_uins(base64.b64decode(self.file))
        lots = self._find_lots([piece for _line, piece, _uin in rows])
        holders = self.env["stock.lot"].search([("uin", "in", [row[2] for row in rows])])
        taken = {lot.uin: lot for lot in holders}
        refusals = [(fault[0], self._get_fault_text(*fault)) for fault in faults]
        for line, piece, uin in rows:
            if refusal := self._get_refusal(line, piece, uin, lots.get(piece), taken.get(uin)):
                refusals.append((line, refusal))
        if refusals:
            texts = [text for _line, text in sorted(refusals)]
            if len(texts) > _SHOWN:
                texts[_SHOWN:] = [self.env._("… and %s lines more.", len(texts) - _SHOWN)]
            raise UserError("\n".join([self.env._("Nothing was imported:"), *texts]))
        if not rows:
            raise UserError(self.env._("The file has no UINs: two columns, piece and UIN."))
        for _line, piece, uin in rows:
            lots[piece].uin = uin
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("UINs imported: %s", len(rows)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _find_lots(self, names):
        """{number of the piece: lot}; a number of several lots is there as several."""
        return self.env["stock.lot"].search([("name", "in", names)]).grouped("name")

    def _get_fault_text(self, line, kind, text):
        texts = {
            "columns": self.env._("Line %(line)s: two columns are needed, piece and UIN: %(text)s"),
            "digits": self.env._("Line %(line)s: “%(text)s” is no UIN, which has 16 digits."),
            "twice": self.env._("Line %(line)s: the file has this piece or UIN twice: %(text)s"),
        }
        return texts[kind] % {"line": line, "text": text}

    def _get_refusal(self, line, piece, uin, lots, holder):
        """Why a piece cannot get this УИН, or nothing."""
        if not lots:
            return self.env._("Line %(line)s: there is no piece %(piece)s.", line=line, piece=piece)
        if len(lots) > 1:
            return self.env._(
                "Line %(line)s: several products have a piece %(piece)s.", line=line, piece=piece
            )
        if lots.uin and lots.uin != uin:
            return self.env._(
                "Line %(line)s: piece %(piece)s has UIN %(uin)s already.",
                line=line,
                piece=piece,
                uin=lots.uin,
            )
        if holder and holder != lots:
            return self.env._(
                "Line %(line)s: UIN %(uin)s belongs to piece %(piece)s.",
                line=line,
                uin=uin,
                piece=holder.name,
            )
        return None
