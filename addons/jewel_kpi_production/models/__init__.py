from . import jewel_director_page, jewel_jeweller_kpi, jewel_jeweller_weight
