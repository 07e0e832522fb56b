"""The page at ``confirmation_url``: choose a method, pay, be declined, or just leave."""

from markupsafe import Markup

from .. import cards, methods, payments
from ..replies import Problem
from .frame import back, join, moment, page, rubles

FORM = Markup(
    """<p class="shop">{shop}</p><h1>{amount}</h1><p class="about">{description}</p>{notice}
<form method="post" action="/checkout/{id}/pay"><fieldset><legend>Как заплатить</legend>
{methods}</fieldset>{card}
<button class="primary">Заплатить {amount}</button></form>
<form method="post" action="/checkout/{id}/decline" class="row">
<label>Банк откажет: <select name="reason">{reasons}</select></label>
<button>Отказ банка</button></form>
<div class="row"><form method="post" action="/checkout/{id}/leave">
<button>Вернуться в магазин, не заплатив</button></form>
<form method="post" action="/checkout/{id}/close">
<button>Закрыть окно, не заплатив</button></form></div>
<p class="muted">Заплатить можно до {until} по Москве.</p>"""
)
METHOD = Markup('<label class="method"><input type="radio" name="method" value="{}"{}> {}</label>')
CARD = Markup(
    """<div class="card"><label>Номер карты
<input name="card" value="5555 5555 5555 4444" inputmode="numeric" autocomplete="off"></label>
<label>Срок <input name="expiry" value="12/30" autocomplete="off"></label>
<label>CVC <input name="csc" value="123" inputmode="numeric" autocomplete="off"></label>
<details><summary>Учебные карты</summary><table>{rows}</table></details></div>"""
)
ENDS = {
    payments.PAID: "Оплачено",
    payments.HELD: "Деньги удержаны и ждут подтверждения магазина",
    payments.DEAD: "Платёж отменён",
}
REASONS = {
    **cards.IN_WORDS,
    "expired_on_confirmation": "время на оплату вышло",
    "expired_on_capture": "магазин не подтвердил оплату вовремя",
    "canceled_by_merchant": "отменил магазин",
}


def show(app, _request, key):
    """GET: changes nothing."""
    with app.world.store.lock:
        payment = _payment(app, key)
        shop = app.world.store.get("shops", payment["shop_id"])
        if payment["status"] != payments.PENDING:
            return page("Оплата", _end(payment), "narrow")
        choices = payments.choices(app.world, shop, payment)
    body = FORM.format(
        id=key,
        shop=shop["name"],
        amount=rubles(payment["amount"], payment["currency"]),
        description=payment["description"] or "",
        notice=_notice(payment),
        methods=join(_method(kind, kind == choices[0]) for kind in choices),
        card=CARD.format(rows=_test_cards()) if "bank_card" in choices else "",
        reasons=join(
            Markup('<option value="{}">{}</option>').format(reason, words)
            for reason, words in cards.IN_WORDS.items()
        ),
        until=moment(payment["dies_at"]),
    )
    return page(f"Оплата: {shop['name']}", body, "narrow")


def _payment(app, key):
    payment = app.world.store.get("payments", key)
    if not payment:
        raise Problem(404, "такого платежа нет")
    return payment


def _method(kind, chosen):
    checked = Markup(" checked") if chosen else ""
    return METHOD.format(kind, checked, methods.METHODS[kind].title)


def _test_cards():
    rows = [(number, "оплата пройдёт") for number in cards.GOOD]
    rows += [(number, cards.IN_WORDS[reason]) for number, reason in cards.REASON_OF.items()]
    return join(Markup("<tr><td>{}</td><td>{}</td></tr>").format(*row) for row in rows)


def _notice(payment):
    reason = payment.get("last_refusal")
    text = Markup('<p class="bad">Не прошло: {}. Попробуйте ещё раз.</p>')
    return text.format(REASONS.get(reason, reason)) if reason else ""


def _end(payment):
    details = payment["cancellation"]
    reason = REASONS.get(details["reason"], details["reason"]) if details else ""
    return Markup(
        '<h1>{}</h1><p class="about">{}</p><p>{}</p><p><a class="button" href="{}">'
        "Вернуться в магазин</a></p>"
    ).format(
        ENDS[payment["status"]],
        rubles(payment["amount"], payment["currency"]),
        reason[:1].upper() + reason[1:],
        payment["return_url"],
    )


def pay(app, request, key):
    """POST: the payer confirms, and comes back to the shop whatever the bank has said."""
    form = request.form
    with app.world.write():
        payment = _payment(app, key)
        if payment["status"] == payments.PENDING:
            payment = payments.pay(app.world, payment, form.get("method", ""), form.get("card", ""))
    return _onward(payment)


def decline(app, request, key):
    """POST: the bank refuses for the chosen reason."""
    reason = request.form.get("reason", "")
    if reason not in cards.IN_WORDS:
        raise Problem(400, "неизвестная причина отказа")
    with app.world.write():
        payment = _payment(app, key)
        if payment["status"] == payments.PENDING:
            payment = payments.decline(app.world, payment, reason)
    return _onward(payment)


def _onward(payment):
    if payment["status"] == payments.PENDING:  # another try
        return back(f"/checkout/{payment['id']}")
    return back(payment["return_url"])


def leave(app, _request, key):
    """POST: back to the shop, nothing paid."""
    return back(_payment(app, key)["return_url"])


def close(app, _request, key):
    """POST: the window is shut, the shop hears nothing."""
    _payment(app, key)
    body = Markup(
        "<h1>Окно закрыто</h1><p>Оплаты не было, магазин об этом не узнал.</p>"
        '<p><a class="button" href="/checkout/{}">Открыть снова</a></p>'
    ).format(key)
    return page("Окно закрыто", body, "narrow")


ROUTES = [
    ("GET", "/checkout/<string:key>", show),
    ("POST", "/checkout/<string:key>/pay", pay),
    ("POST", "/checkout/<string:key>/decline", decline),
    ("POST", "/checkout/<string:key>/leave", leave),
    ("POST", "/checkout/<string:key>/close", close),
]
