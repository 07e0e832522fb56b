from . import (
    jewel_item_spec_mixin,
    jewel_cancel_reason,
    jewel_product_type,
    crm_stage,
    crm_lead,
    crm_team,
    crm_lead_spec,
    crm_lead_efficiency,
    sale_order,
    sale_order_line,
)
