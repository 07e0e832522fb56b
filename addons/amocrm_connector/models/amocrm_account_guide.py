from odoo import api, fields, models

STEPS = [
    ("address", "Address and token"),
    ("test", "Connection test"),
    ("reference", "Reference data"),
    ("pairs", "Pairs"),
    ("fields", "Own fields"),
    ("hooks", "Webhooks"),
    ("import", "First import"),
    ("done", "Everything is set up"),
]


class AmocrmAccount(models.Model):
    """The guided set-up: each step has its tick from the real state, and can be returned to."""

    _inherit = "amocrm.account"

    step_address = fields.Boolean(compute="_compute_steps")
    step_test = fields.Boolean(compute="_compute_steps")
    step_reference = fields.Boolean(compute="_compute_steps")
    step_pairs = fields.Boolean(compute="_compute_steps")
    step_fields = fields.Boolean(compute="_compute_steps")
    step_hooks = fields.Boolean(compute="_compute_steps")
    step_import = fields.Boolean(compute="_compute_steps")
    next_step = fields.Selection(STEPS, compute="_compute_steps")
    pairs_seen = fields.Boolean(
        copy=False, help="Somebody has looked through the pairs and found them right."
    )
    pairs_text = fields.Char(compute="_compute_pairs_text")

    @api.depends(
        "api_url",
        "auth_type",
        "client_id",
        "access_token",
        "state",
        "amo_account_id",
        "stage_map_ids",
        "pairs_seen",
        "missing_fields",
        "hook_state",
        "import_ids.state",
    )
    def _compute_steps(self):
        keys = [key for key, _label in STEPS[:-1]]
        for account in self:
            done = account.sudo()._steps_done()
            account.update({f"step_{key}": done[key] for key in keys})
            account.next_step = next((key for key in keys if not done[key]), "done")

    def _steps_done(self):
        """``{key of a step: whether it is done}``."""
        self.ensure_one()
        has_reference = bool(self.stage_map_ids)
        is_refused = self.state == "reconnect" and self.auth_type == "oauth"
        return {
            "address": bool(self.api_url and self.access_token) and not is_refused,
            "test": self.state == "connected" and bool(self.amo_account_id),
            "reference": has_reference,
            "pairs": self.pairs_seen,
            "fields": has_reference and not self.missing_fields,
            "hooks": self.hook_state == "ok",
            "import": any(load.state != "draft" for load in self.import_ids),
        }

    @api.depends(
        "stage_map_ids.stage_id",
        "stage_map_ids.is_lost",
        "user_map_ids.user_id",
        "field_map_ids.field_id",
        "pipeline_ids.is_exchanged",
    )
    def _compute_pairs_text(self):
        for account in self:
            stages, users, rows = account._pair_rows()
            account.pairs_text = self.env._(
                "Stages %(stages)s of %(all_stages)s, users %(users)s of %(all_users)s, "
                "fields %(fields)s of %(all_fields)s paired.",
                stages=len(stages.filtered(lambda row: row.stage_id or row.is_lost)),
                all_stages=len(stages),
                users=len(users.filtered("user_id")),
                all_users=len(users),
                fields=len(rows.filtered("field_id")),
                all_fields=len(rows),
            )

    def _pair_rows(self):
        """Stages of exchanged pipelines, users and fields that amoCRM has now."""
        others = self.pipeline_ids.filtered(lambda row: not row.is_exchanged)
        left_alone = set(others.mapped("pipeline_id"))
        stages = self.stage_map_ids.filtered(
            lambda row: row.active and row.pipeline_id not in left_alone
        )
        return stages, self.user_map_ids.filtered("active"), self.field_map_ids.filtered("active")

    # === BUTTONS === #

    def action_propose_pairs(self):
        """Propose by name, mail and code again whatever has no pair; what is chosen stays."""
        for account in self:
            account._for_work()._propose_maps()
        self.invalidate_recordset(["pairs_text"])
        return self._notice(" ".join(account.pairs_text for account in self))

    def action_accept_pairs(self):
        self.write({"pairs_seen": True})

    def action_start_import(self):
        """The load that is under way, or a new one whose period a person may choose."""
        self.ensure_one()
        load = self.import_ids.filtered(lambda load: load.state != "done")[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("First Load"),
            "res_model": "amocrm.import",
            "res_id": load.id,
            "views": [(False, "form")],
            "context": {"default_account_id": self.id},
        }
