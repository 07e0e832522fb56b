from . import (
    jewel_metal_balance_date,
    jewel_metal_confirm,
    jewel_metal_count_confirm,
    jewel_metal_melt,
    jewel_metal_pin,
    jewel_metal_reverse,
    jewel_metal_sheet,
    jewel_stone_move,
    jewel_tag_print,
    jewel_uin_import,
)
