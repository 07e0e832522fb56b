"""What data files cannot do at installation and removal."""

from odoo import Command

_CORE_STAGES = ("crm.stage_lead1", "crm.stage_lead2", "crm.stage_lead3", "crm.stage_lead4")
# Role of ours -> core group that this addon links to it (see security/jewel_order_groups.xml).
_LINKED_GROUPS = {
    "jewel_base.group_sales_manager": "sales_team.group_sale_salesman",
    "jewel_base.group_director": "sales_team.group_sale_manager",
    "jewel_base.group_accountant": "account.group_account_invoice",
}


def post_init_hook(env):
    """Leave one clear row of stages in a new CRM: core's samples go, unless deals have used any."""
    samples = env["crm.stage"]
    for xmlid in _CORE_STAGES:
        samples |= env.ref(xmlid, raise_if_not_found=False) or samples
    leads = env["crm.lead"].with_context(active_test=False)
    if not leads.search_count([("stage_id", "in", samples.ids)], limit=1):
        samples.unlink()


def uninstall_hook(env):
    """Take the core rights back from the roles, and leave the CRM its stages."""
    for role, core_group in _LINKED_GROUPS.items():
        env.ref(role).write({"implied_ids": [Command.unlink(env.ref(core_group).id)]})
    ours = env["ir.model.data"].search(
        [("module", "=", "jewel_order"), ("model", "=", "crm.stage")]
    )
    if not env["crm.stage"].search_count([("id", "not in", ours.mapped("res_id"))], limit=1):
        ours.unlink()
