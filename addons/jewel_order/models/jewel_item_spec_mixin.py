import base64

from odoo import Command, api, fields, models
from odoo.tools import format_datetime

from ..pictures import make_cover


class JewelItemSpecMixin(models.AbstractModel):
    """What is to be made: the same fields on the deal, the order line and the job.

    Each document holds its own copy, sketches included, so that access to a sketch follows the
    record that shows it: a jeweller who may read the job may open the job's sketches and no more.
    """

    _name = "jewel.item.spec.mixin"
    _description = "Specification of a Piece"

    jewel_type_id = fields.Many2one(
        "jewel.product.type", "Type of Jewellery", tracking=True, ondelete="restrict"
    )
    collection_id = fields.Many2one("jewel.collection", tracking=True, ondelete="restrict")
    alloy_id = fields.Many2one("jewel.alloy", tracking=True, ondelete="restrict")
    item_description = fields.Text("Description of the Piece", tracking=True)
    composition = fields.Text(tracking=True, help="Inserts, enamel, coating.")
    item_size = fields.Char("Size", tracking=True)
    engraving = fields.Char(tracking=True, help="Letter by letter, as it must be cut.")
    sketch_ids = fields.Many2many("ir.attachment", string="Sketches", copy=True)
    item_deadline = fields.Datetime("Deadline", tracking=True)
    cover_id = fields.Many2one(
        "ir.attachment", compute="_compute_cover", store=True, ondelete="set null"
    )
    cover_image = fields.Image(
        "Cover Picture",
        compute="_compute_cover",
        store=True,
        max_width=1024,
        max_height=1024,
        help="The first sketch that is a picture.",
    )
    cover_image_256 = fields.Image(
        related="cover_image", max_width=256, max_height=256, store=True, string="Small Cover"
    )

    def _valid_field_parameter(self, field, name):
        # `tracking` works on the heirs that are threads, and says nothing on the others.
        return name == "tracking" or super()._valid_field_parameter(field, name)

    # === COMPUTE METHODS === #

    @api.depends("sketch_ids.checksum")
    def _compute_cover(self):
        for record in self:
            record.cover_id, record.cover_image = record._get_cover()

    def _get_cover(self):
        """The earliest sketch that opens as a picture, and its small copy in base64."""
        pictures = self.sketch_ids.filtered(lambda s: (s.mimetype or "").startswith("image/"))
        for sketch in pictures.sorted(lambda sketch: sketch._origin.id):
            if cover := make_cover(sketch.raw or b""):
                return sketch, base64.b64encode(cover)
        return self.env["ir.attachment"], False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._bind_sketches()
        return records

    def write(self, vals):
        fnames = [fname for fname in self._item_spec_fields() if fname in vals]
        before = {record: record._item_spec_snapshot(fnames) for record in self} if fnames else {}
        result = super().write(vals)
        if "sketch_ids" in fnames:
            self._bind_sketches()
        for record, old in before.items():
            new = record._item_spec_snapshot(fnames)
            if changed := tuple(fname for fname in fnames if old[fname] != new[fname]):
                record._item_spec_changed({fname: old[fname] for fname in changed})
        return result

    def _bind_sketches(self):
        """Make every sketch belong to the record that holds it.

        A file just uploaded is bound; a file of another document is copied (the ORM checks that
        the user may read it), so that nobody gains or loses access through somebody else's record.
        """
        for record in self:
            own = [record._own_sketch(sketch).id for sketch in record.sketch_ids]
            if own != record.sketch_ids.ids:
                record.sketch_ids = [Command.set(own)]

    def _own_sketch(self, sketch):
        if (sketch.res_model, sketch.res_id) == (self._name, self.id):
            return sketch
        sketch.check_access("read")
        place = {"res_model": self._name, "res_id": self.id}
        if sketch.res_id:
            return sketch.copy({**place, "name": sketch.name})
        sketch.write(place)
        return sketch

    # === BUSINESS METHODS === #

    @api.model
    def _item_spec_fields(self):
        """Names of the fields that make the specification, in the order people read them."""
        return (
            "jewel_type_id",
            "collection_id",
            "alloy_id",
            "item_description",
            "composition",
            "item_size",
            "engraving",
            "sketch_ids",
            "item_deadline",
        )

    def _prepare_item_spec_vals(self):
        """Values that give another document this specification.

        The sketches are named, not copied, here: the other document copies them when it is made.
        """
        self.ensure_one()
        return {
            fname: [Command.set(self[fname].ids)]
            if fname == "sketch_ids"
            else self._fields[fname].convert_to_write(self[fname], self)
            for fname in self._item_spec_fields()
        }

    def _item_spec_value(self, fname):
        """A value of the specification that can be compared between documents.

        Sketches are compared by content, since each document has its own copies.
        """
        if fname == "sketch_ids":
            return tuple(sorted(self.sketch_ids.mapped("checksum"), key=str))
        value = self[fname]
        return value.id if isinstance(value, models.BaseModel) else value or False

    def _item_spec_snapshot(self, fnames):
        return {fname: self._item_spec_value(fname) for fname in fnames}

    def _has_item_spec(self):
        return any(self._item_spec_snapshot(self._item_spec_fields()).values())

    def _item_spec_display(self, fname):
        """The value as a person reads it, for showing the old one beside the new one."""
        self.ensure_one()
        value = self[fname]
        if fname == "sketch_ids":
            return ", ".join(value.mapped("name"))
        if isinstance(value, models.BaseModel):
            return value.display_name or ""
        if self._fields[fname].type == "datetime":
            return format_datetime(self.env, value, tz=self._get_reader_tz(), dt_format="short")
        return value or ""

    def _get_reader_tz(self):
        """Time zone for texts; the system has no zone of its own, so the company's then."""
        return (
            self.env.context.get("tz")
            or self.env.user.tz
            or self.env.company.resource_calendar_id.tz
            or "UTC"
        )

    def _item_spec_changed(self, old):
        """Called after a real change; ``old``: changed field -> its comparable value before."""
        self._post_item_spec_changed(tuple(old))

    def _post_item_spec_changed(self, fnames):
        """Hook: called once, after the fields ``fnames`` of the specification really changed."""
