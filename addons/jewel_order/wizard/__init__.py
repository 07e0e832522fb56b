from . import jewel_order_cancel, sale_mass_cancel_orders, jewel_deal_task
