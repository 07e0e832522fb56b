# Choice in the set-up → (tax of the Russian plan of accounts, VAT where a receipt knows none).
REGIMES = {
    "general": ("vat_22_sale_incl", "22"),
    "usn": ("vat_none_sale", "none"),
    "usn_5": ("vat_5_sale_incl", "5"),
    "usn_7": ("vat_7_sale_incl", "7"),
}
