"""For `odoo shell`: a Russian company, roubles, Moscow time, Russian for everybody."""

rouble = env.ref("base.RUB")
rouble.write({"active": True, "symbol": "₽"})
russia = env.ref("base.ru")
company = env.ref("base.main_company")
company.write(
    {
        "country_id": russia.id,
        "account_fiscal_country_id": russia.id,
        "currency_id": rouble.id,
        # Odoo's default font for documents has no Cyrillic letters.
        "font": "Roboto",
    }
)

settings = {"lang": "ru_RU", "tz": "Europe/Moscow"}
everybody = env["res.users"].with_context(active_test=False).search([])
everybody.write(settings)
company.partner_id.write(settings)
for field, value in settings.items():
    env["ir.default"].set("res.partner", field, value)
env.cr.commit()
