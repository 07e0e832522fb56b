from . import jewel_bonus_forecast, jewel_bonus_make
