from . import (
    jewel_loss_act_report,
    jewel_metal_count_report,
    jewel_metal_report,
    jewel_stone_act_report,
)
