from odoo import api, models

from ..hosts import is_file_address

CUSTOM_FIELD_ENTITIES = ("leads", "contacts", "companies")
# Attributes that are exchanged like fields: entity, key, type.
ATTRIBUTES = (
    ("leads", "name", "text"),
    ("leads", "price", "price"),
    ("leads", "responsible_user_id", "user"),
    ("leads", "tags", "tags"),
    ("contacts", "name", "text"),
    ("companies", "name", "text"),
)
# Codes of amoCRM's own fields about advertising.
TRACKING = {
    "UTM_SOURCE": "source_id",
    "UTM_MEDIUM": "medium_id",
    "UTM_CAMPAIGN": "campaign_id",
    "REFERRER": "referred",
}


class AmocrmAccount(models.Model):
    _inherit = "amocrm.account"

    # === REFERENCE DATA === #

    def action_read_reference(self):
        """Read pipelines, users and fields; propose maps for what has none yet."""
        for account in self:
            account._store_reference(account._ask(account._fetch_reference))
        return self._notice(
            self.env._("Stages, users and fields have been read. Look through the proposed pairs.")
        )

    def _fetch_reference(self, client):
        """Everything that maps are made of. No database here."""
        account = (
            client.get("/api/v4/account", {"with": "drive_url,datetime_settings,task_types"}) or {}
        )
        pipelines = (client.get("/api/v4/leads/pipelines") or {}).get("_embedded", {}).get(
            "pipelines"
        ) or []
        return {
            "account": account,
            "pipelines": pipelines,
            "users": list(client.pages("/api/v4/users", {}, "users")),
            "fields": {
                entity: list(client.pages(f"/api/v4/{entity}/custom_fields", {}, "custom_fields"))
                for entity in CUSTOM_FIELD_ENTITIES
            },
        }

    def _store_reference(self, reference):
        self.ensure_one()
        self._store_account(reference["account"])
        account = self._for_work()
        account._store_pipelines(reference["pipelines"])
        account._store_stages(reference["pipelines"])
        account._store_users(reference["users"])
        account._store_fields(reference["fields"])
        account._propose_maps()

    def _store_account(self, answer):
        """Time zone, drive and number of the account; the token has proved itself."""
        embedded = answer.get("_embedded") or {}
        drive = answer.get("drive_url") or ""
        vals = {
            "amo_account_id": str(answer.get("id") or "") or False,
            "timezone": (embedded.get("datetime_settings") or {}).get("timezone")
            or self.timezone
            or "UTC",
            "drive_url": drive if is_file_address(drive, self.api_url) or self.base_url else False,
            "state": "connected",
            "paused_until": False,
            "pause_reason": False,
            "connect_error": False,
            "failures_in_row": 0,
        }
        self.sudo().write(vals)

    def _store_stages(self, pipelines):
        rows = {}
        for pipeline in pipelines:
            for status in (pipeline.get("_embedded") or {}).get("statuses") or []:
                rows[str(pipeline["id"]), str(status["id"])] = {
                    "pipeline_name": pipeline.get("name"),
                    "status_name": status.get("name"),
                    "status_type": int(status.get("type") or 0),
                    "sequence": (pipeline.get("sort") or 0) * 1000
                    + min(status.get("sort") or 0, 99999),
                }
        self._store_rows(self.stage_map_ids, ("pipeline_id", "status_id"), rows)

    def _store_users(self, users):
        self._store_rows(
            self.user_map_ids,
            ("amo_user_id",),
            {
                (str(user["id"]),): {
                    "name": user.get("name") or str(user["id"]),
                    "email": user.get("email"),
                }
                for user in users
            },
        )

    def _store_fields(self, fields_by_entity):
        rows = {
            (entity, key): {
                "name": self._attribute_label(key),
                "field_type": kind,
                "sequence": number,
            }
            for number, (entity, key, kind) in enumerate(ATTRIBUTES)
        }
        for entity, definitions in fields_by_entity.items():
            for definition in definitions:
                rows[entity, str(definition["id"])] = {
                    "name": definition.get("name") or str(definition["id"]),
                    "code": definition.get("code"),
                    "field_type": definition.get("type"),
                    "sequence": 10 + (definition.get("sort") or 0),
                    "enums": [
                        {key: enum.get(key) for key in ("id", "value", "code")}
                        for enum in definition.get("enums") or []
                    ],
                }
        self._store_rows(self.field_map_ids, ("entity", "amo_field"), rows)

    def _store_rows(self, known, keys, rows):
        """Bring the rows in line with what amoCRM has; what a person chose stays."""
        by_key = {tuple(row[key] for key in keys): row for row in known}
        new = []
        for key, vals in rows.items():
            if not (row := by_key.pop(key, None)):
                new.append({"account_id": self.id, **dict(zip(keys, key, strict=True)), **vals})
            elif changed := row._get_changed({**vals, "active": True}):
                row.write(changed)
        known.create(new)
        for row in by_key.values():
            if row.active:
                row.active = False

    def _attribute_label(self, key):
        return {
            "name": self.env._("Name"),
            "price": self.env._("Budget"),
            "responsible_user_id": self.env._("Responsible user"),
            "tags": self.env._("Tags"),
        }[key]

    # === PROPOSALS === #

    def _propose_maps(self):
        """Fill the pairs that nobody has chosen yet. A person may change every one."""
        self.ensure_one()
        for row in self.stage_map_ids.filtered(lambda row: not row.stage_id and not row.is_lost):
            row.write(self._propose_stage(row))
        for row in self.user_map_ids.filtered(lambda row: not row.user_id):
            row.user_id = self._propose_user(row)
        for row in self.field_map_ids.filtered(lambda row: not row.field_id):
            if proposal := self._propose_field(row):
                row._set_field(**proposal)

    def _propose_stage(self, row):
        """Hook: values for a stage map row: ``stage_id``, or ``is_lost``."""
        if row.status_id == "143":
            return {"is_lost": True}
        stage = self._by_name("crm.stage", row.status_name)
        if not stage and row.status_id == "142":
            stage = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        if not stage and row.status_type == 1:
            stage = self.env["crm.stage"].search([], limit=1)
        return {"stage_id": stage.id}

    def _by_name(self, model, name):
        """The record of that name in any of the installed languages."""
        found = self.env[model]
        for code, _label in self.env["res.lang"].get_installed():
            found = found or found.with_context(lang=code, active_test=True).search(
                [("name", "=ilike", name or "")], limit=1
            )
        return found.with_env(self.env)

    def _propose_user(self, row):
        """Hook: the Odoo user of an amoCRM user, by e-mail."""
        if not row.email:
            return self.env["res.users"]
        return (
            self.env["res.users"]
            .with_context(active_test=True)
            .search(
                [
                    ("share", "=", False),
                    "|",
                    ("login", "=ilike", row.email),
                    ("email", "=ilike", row.email),
                ],
                limit=1,
            )
        )

    @api.model
    def _field_proposals(self):
        """Hook: ``{(entity, key or code): values for a field map row}``."""
        return {
            ("leads", "name"): {"field": "name", "direction": "both"},
            ("leads", "price"): {"field": "expected_revenue", "direction": "both"},
            ("leads", "responsible_user_id"): {"field": "user_id", "direction": "both"},
            ("leads", "tags"): {"field": "tag_ids", "direction": "both"},
            **{("leads", code): {"field": name} for code, name in TRACKING.items()},
            ("contacts", "name"): {"field": "name", "direction": "in"},
            ("contacts", "PHONE"): {"field": "phone", "direction": "both"},
            ("contacts", "EMAIL"): {"field": "email", "direction": "both"},
            ("contacts", "POSITION"): {"field": "function", "direction": "in"},
            ("contacts", "ADDRESS"): {"field": "street", "direction": "in"},
            ("companies", "name"): {"field": "name", "direction": "in"},
            ("companies", "PHONE"): {"field": "phone", "direction": "both"},
            ("companies", "EMAIL"): {"field": "email", "direction": "both"},
            ("companies", "WEB"): {"field": "website", "direction": "in"},
            ("companies", "ADDRESS"): {"field": "street", "direction": "in"},
        }

    def _propose_field(self, row):
        """Hook: values for :meth:`amocrm.field.map._set_field`, by key or code, then by label."""
        proposals = self._field_proposals()
        proposal = proposals.get((row.entity, row.amo_field)) or proposals.get(
            (row.entity, row.code)
        )
        return proposal or self._propose_field_by_label(row)

    def _propose_field_by_label(self, row):
        """A field made by hand in both systems under the same name."""
        field = self.env["ir.model.fields"].search(
            [
                ("model", "=", row.model),
                ("state", "=", "manual"),
                ("field_description", "=ilike", row.name),
                ("readonly", "=", False),
            ],
            limit=1,
        )
        return {"field": field.name, "direction": "both"} if field and row.kind else None

    # === DEMO === #

    @api.model
    def _demo_connect(self, base_url, webhook_base_url):
        """Connect to a fake amoCRM and get everything going; safe to repeat."""
        account = self.search([("base_url", "=", base_url)], limit=1) or self.create(
            {
                "name": self.env._("amoCRM (demo)"),
                "base_url": base_url,
            }
        )
        account.write(
            {
                "user_id": self.env.ref("base.user_admin").id,
                "auth_type": "long_lived",
                "access_token": "demo-long-lived-token",
                "webhook_base_url": webhook_base_url,
            }
        )
        account.action_read_reference()
        account.action_create_own_fields()
        account.action_accept_pairs()
        account.action_subscribe()
        if not account.import_ids:
            account.import_ids.create({"account_id": account.id, "date_from": False}).action_start()
        account.action_poll()
        return account
