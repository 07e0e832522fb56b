import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
_TASK = "jewel_stock_ext.mail_activity_buy"


class StockWarehouseOrderpoint(models.Model):
    """Below the minimum: a task or an order, once for each shortage."""

    _inherit = "stock.warehouse.orderpoint"

    def _is_jewel_short(self):
        """Whether less than the minimum will be there before a new order could come."""
        self.ensure_one()
        return (
            self.product_min_qty > 0
            and self.product_uom.compare(self.remains_forecast, self.product_min_qty) < 0
        )

    def _jewel_handle_shortages(self, company):
        """Tell of what has fallen below the minimum; close what is above it again."""
        short = self.filtered(lambda point: point._is_jewel_short())
        new = short.filtered(lambda point: not point.short_since)
        new.sudo().short_since = fields.Datetime.now()
        over = (self - short).filtered("short_since")
        over.sudo().short_since = False
        over._jewel_close_tasks()
        tasks = new.filtered(lambda point: point.shortage_action == "task")
        for point in new.filtered(lambda point: point.shortage_action == "procure"):
            if error := point._jewel_procure():
                point._jewel_make_task(error)
        for point in tasks:
            point._jewel_make_task()
        for point in new:
            point._post_jewel_shortage()

    def _post_jewel_shortage(self):
        """Hook: called once after a shortage has been told of or ordered."""

    def _jewel_procure(self):
        """Order by Odoo's own rules: from the main vendor, or made; the refusal in words."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.sudo()._procure_orderpoint_confirm(company_id=self.company_id)
        except UserError as error:
            _logger.info("No order for %s: %s", self.name, error)
            return str(error)
        return ""

    def _jewel_make_task(self, error=""):
        """A task on the item for whoever keeps the stock."""
        self.ensure_one()
        keeper = self._get_remains_keeper(self.company_id)
        point = self.with_context(lang=keeper.lang)
        product = point.product_id.sudo()
        quantity = max(point.product_max_qty, point.product_min_qty) - point.remains_forecast
        product.product_tmpl_id.activity_schedule(
            _TASK,
            user_id=keeper.id,
            summary=point.env._(
                "Buy %(quantity)s %(unit)s",
                quantity=point._say(quantity),
                unit=point.product_uom.name,
            ),
            note=point.env._(
                "%(item)s: %(forecast)s will be there, the minimum is %(minimum)s. %(reason)s",
                item=product.display_name,
                forecast=point._say(point.remains_forecast),
                minimum=point._say(point.product_min_qty),
                reason=error or point.remains_reason,
            ),
        )

    def _jewel_close_tasks(self):
        """What has come needs no task any more."""
        templates = self.product_id.sudo().product_tmpl_id
        if templates:
            templates.activity_feedback([_TASK], feedback=self.env._("There is enough again."))

    @api.model
    def _get_remains_keeper(self, company):
        """Who buys: the keeper of the vault, the first storekeeper, or the administrator."""
        vault = self.env["stock.location"]._jewel_get_holder("vault", company)
        keepers = self.env.ref("jewel_base.group_storekeeper").sudo().all_user_ids
        keepers = keepers.filtered(lambda user: company in user.company_ids)
        return (
            vault.responsible_id or keepers.sorted("id")[:1] or self.env.ref("base.user_admin")
        ).sudo(False)
