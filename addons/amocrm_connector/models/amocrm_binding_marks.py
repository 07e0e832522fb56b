from odoo import api, models
from odoo.tools import SQL

# amoCRM's versions are whole seconds, and its clock may differ a little from ours.
SAME_MOMENT = 2


class AmocrmBinding(models.Model):
    """What is to be exchanged: bindings are made and marked by few statements, whoever asks."""

    _inherit = "amocrm.binding"

    def _mark(self, kind, due_at=None):
        """Have these bindings exchanged, now or at ``due_at``."""
        if self.ids and self.env["amocrm.mark"]._add(
            kind, SQL("id IN %s", tuple(self.ids)), due_at
        ):
            if due_at:
                self.env.ref("amocrm_connector.cron_sync").sudo()._trigger(at=due_at)
            else:
                self._wake()

    @api.model
    def _mark_stale(self, account, entity, external_ids, create):
        """amoCRM may have changed these entities; ``create`` takes in those not known yet."""
        return self._mark_versions(account, entity, dict.fromkeys(external_ids), create)

    @api.model
    def _mark_versions(self, account, entity, versions, create):
        """As :meth:`_mark_stale`, leaving alone what was last read in the version given, unless it
        was read in the very moment of that version: another change may have followed within it.
        """
        if not versions:
            return
        if create:
            self._bind_new(account, entity, list(versions))
        known = [str(version) if version else None for version in versions.values()]
        condition = SQL(
            """
            account_id = %s AND entity = %s AND EXISTS (
                SELECT FROM unnest(%s::varchar[], %s::varchar[]) AS found(id, version)
                 WHERE found.id = external_id
                   AND (
                        found.version IS DISTINCT FROM COALESCE(remote_version, '')
                        OR extract(epoch FROM read_at) <= found.version::bigint + %s
                   )
            )
            """,
            account.id,
            entity,
            list(versions),
            known,
            SAME_MOMENT,
        )
        self.env["amocrm.mark"]._add("stale", condition)

    @api.model
    def _bind_new(self, account, entity, external_ids):
        """Bindings for entities that have none. A row that is there is left out beforehand: for
        the conflict clause an insert would have to wait for the worker who is writing it.
        """
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO amocrm_binding (account_id, entity, external_id, create_date)
                SELECT %s, %s, found.id, now() AT TIME ZONE 'UTC'
                  FROM unnest(%s::varchar[]) AS found(id)
                 WHERE NOT EXISTS (
                    SELECT FROM amocrm_binding
                     WHERE account_id = %s AND entity = %s AND external_id = found.id
                 )
                    ON CONFLICT (account_id, entity, external_id) WHERE external_id IS NOT NULL
                    DO NOTHING
             RETURNING id
                """,
                account.id,
                entity,
                external_ids,
                account.id,
                entity,
            )
        )

    @api.model
    def _mark_unknown(self, account, entity, external_ids):
        """Take in those of the entities that are not known yet; the others are left alone."""
        if external_ids:
            domain = [("account_id", "=", account.id), ("entity", "=", entity)]
            known = self.search([*domain, ("external_id", "in", list(external_ids))])
            unknown = set(external_ids) - set(known.mapped("external_id"))
            self._mark_stale(account, entity, unknown, create=True)

    @api.model
    def _take_children(self, account, entity, children):
        """Notes or tasks of bound records may be new or changed.

        :param children: ``{number: (parent's entity, parent's number, version or None)}``
        """
        if not children:
            return
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO amocrm_binding (account_id, entity, external_id, parent_id, create_date)
                SELECT parent.account_id, %s, found.id, parent.id, now() AT TIME ZONE 'UTC'
                  FROM unnest(%s::varchar[], %s::varchar[], %s::varchar[])
                       AS found(id, parent_entity, parent_id)
                  JOIN amocrm_binding parent
                    ON parent.account_id = %s AND parent.entity = found.parent_entity
                   AND parent.external_id = found.parent_id
                   AND parent.is_detached IS NOT TRUE AND parent.is_deleted IS NOT TRUE
                 WHERE NOT EXISTS (
                    SELECT FROM amocrm_binding
                     WHERE account_id = %s AND entity = %s AND external_id = found.id
                 )
                    ON CONFLICT (account_id, entity, external_id) WHERE external_id IS NOT NULL
                    DO NOTHING
             RETURNING id
                """,
                entity,
                list(children),
                [parent_entity for parent_entity, _number, _version in children.values()],
                [number for _entity, number, _version in children.values()],
                account.id,
                account.id,
                entity,
            )
        )
        versions = {number: child[2] for number, child in children.items()}
        self._mark_versions(account, entity, versions, create=False)

    @api.model
    def _mark_deals_of_contacts(self, account, contact_ids):
        """Contacts were touched: read deals that hold one, or wait for theirs to be linked."""
        condition = SQL(
            """
            account_id = %s AND entity = 'leads' AND is_deleted IS NOT TRUE AND (
                snapshot #>> '{contact,amo}' = ANY(%s::varchar[])
                OR problems ? 'contact'
                   AND EXISTS (SELECT FROM amocrm_mark WHERE binding_id = amocrm_binding.id)
            )
            """,
            account.id,
            list(contact_ids),
        )
        if contact_ids:
            self.env["amocrm.mark"]._add("stale", condition)

    @api.model
    def _mark_changed(self, records, names=()):
        """Records of ours have changed: one statement for any number, in the caller's transaction.

        The record that is just being exchanged is left out: the exchange looks at all its fields
        by itself.
        """
        exchanged = self.env.context.get("amocrm_exchanged")
        ids = [record_id for record_id in records.ids if (records._name, record_id) != exchanged]
        condition = SQL("model = %s AND res_id = ANY(%s)", records._name, ids)
        if ids and self.env["amocrm.mark"]._add("dirty", condition, None, names):
            self._wake()

    @api.model
    def _wake(self):
        """Start the exchange soon, once per transaction."""
        queue = self.env.cr.precommit
        if "amocrm.sync" not in queue.data:
            queue.data["amocrm.sync"] = True
            queue.add(self.env.ref("amocrm_connector.cron_sync").sudo()._trigger)
