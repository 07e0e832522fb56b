from odoo import api, fields, models


class JewelProductType(models.Model):
    _inherit = "jewel.product.type"

    product_tmpl_id = fields.Many2one(
        "product.template",
        "Made-to-Order Product",
        index="btree_not_null",
        ondelete="restrict",
        help="Product of the order lines for pieces of this type that are made to the client's"
        " wish. Created by itself when it is first needed.",
    )

    def _get_custom_product(self):
        """The made-to-order product of this type (no type: of any type), made when it is missing.

        Whoever sells may need it, so it is created with the rights of the system.
        """
        # Background work has no language of its own: the workshop's names the product then.
        language = self.env.lang or self.env.company.partner_id.lang
        owner_sudo = (self or self._get_any_type()).sudo().with_context(lang=language)
        owner_sudo.ensure_one()
        if not owner_sudo.product_tmpl_id:
            vals = owner_sudo._prepare_custom_product_vals()
            owner_sudo.product_tmpl_id = owner_sudo.env["product.template"].create(vals)
        template = owner_sudo.product_tmpl_id
        if not template.active:
            template.active = True
        return template.product_variant_id.with_env(self.env)

    @api.model
    def _get_any_type(self):
        """The type for a piece of no particular type, whatever the workshop has left of ours."""
        shipped = self.env.ref("jewel_base.type_custom", raise_if_not_found=False)
        return (
            shipped
            or self.search([], limit=1)
            or self.sudo().create({"name": self.env._("Custom piece")})
        )

    def _prepare_custom_product_vals(self):
        """Hook: values of the made-to-order product of this type."""
        self.ensure_one()
        return {
            "name": self.env._("%(type)s made to order", type=self.name),
            "type": "consu",
            "jewel_type_id": self.id,
            "uom_id": self.uom_id.id,
            "image_1920": self.image_1920,
            "list_price": 0,
            "sale_ok": True,
        }
