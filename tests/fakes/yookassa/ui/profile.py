"""The merchant profile: shops, payments, and what the owner does to them by hand."""

from markupsafe import Markup

from .. import payments, refunds
from ..replies import Problem
from .frame import back, join, moment, page, rubles

SHOWN = 100
STATES = {
    payments.PENDING: "ждёт оплаты",
    payments.HELD: "деньги удержаны",
    payments.PAID: "оплачен",
    payments.DEAD: "отменён",
}
DELIVERY = {
    "pending": "в очереди",
    "sending": "отправляется",
    "delivered": "доставлено",
    "expired": "не доставлено за сутки",
    "lost": "потеряно",
}
BODY = Markup(
    """<h1>Магазины</h1><div class="wide"><table><tr><th>shopId</th><th>Магазин</th>
<th>Секретный ключ</th><th>Адрес уведомлений</th></tr>{shops}</table></div>
<h2>Платежи</h2><div class="wide"><table><tr><th>Создан</th><th>Сумма</th>
<th>Состояние</th><th>Описание</th><th>Магазин</th></tr>{payments}</table></div>
<h2>Уведомления</h2><div class="wide"><table><tr><th>Когда</th><th>Событие</th><th>Состояние</th>
<th>Попыток</th><th>Последний ответ</th></tr>{deliveries}</table></div>"""
)
SHOP = Markup("<tr><td>{}</td><td>{}<br><small>{}</small></td><td>{}</td><td>{}</td></tr>")
PAYMENT = Markup(
    "<tr><td>{when}</td><td>{amount}{refunded}</td><td>{state}<br>{buttons}</td>"
    "<td>{about}<br><small>{id}</small></td><td>{shop}</td></tr>"
)
ROW = Markup("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>")
BUTTON = Markup('<form method="post" action="/profile/{}/{}"><button>{}</button></form>')


def show(app, _request):
    """GET /"""
    store = app.world.store
    with store.lock:
        body = BODY.format(
            shops=join(_shop(shop) for shop in store.all("shops")),
            payments=_rows(store.all("payments"), lambda row: _payment(app.world, row), 5),
            deliveries=_rows(store.all("deliveries"), _delivery, 5),
        )
    return page("Личный кабинет", body)


def _rows(docs, draw, columns):
    empty = Markup('<tr><td colspan="{}" class="muted">Пока пусто</td></tr>').format(columns)
    return join(draw(doc) for doc in reversed(docs[-SHOWN:])) or empty


def _shop(shop):
    kind = "тестовый" if shop["test"] else "боевой"
    receipts = ", с чеками" if shop["fiscalization"] else ""
    return SHOP.format(
        shop["id"], shop["name"], kind + receipts, shop["secret"], shop["notification_url"] or "—"
    )


def _payment(world, payment):
    refunded = payment["refunded"] and Markup("<br><small>возвращено {}</small>").format(
        rubles(payment["refunded"], payment["currency"])
    )
    return PAYMENT.format(
        when=moment(payment["created_at"]),
        amount=rubles(payment["amount"], payment["currency"]),
        refunded=refunded or "",
        state=STATES[payment["status"]],
        buttons=_buttons(world, payment),
        about=payment["description"] or "Без описания",
        id=payment["id"],
        shop=payment["shop_id"],
    )


def _buttons(world, payment):
    key = payment["id"]
    if payment["status"] == payments.PENDING:
        return Markup('<a href="/checkout/{}">страница оплаты</a>').format(key)
    if payment["status"] == payments.HELD:
        return BUTTON.format(key, "capture", "Подтвердить") + BUTTON.format(
            key, "cancel", "Отменить"
        )
    if payments.refundable(world, payment):
        return BUTTON.format(key, "refund", "Вернуть остаток")
    return ""


def _delivery(item):
    last = item["attempts"][-1] if item["attempts"] else None
    answer = (last["status"] or last["error"]) if last else "—"
    state = DELIVERY[item["state"]]
    return ROW.format(
        moment(item["created_at"]), item["event"], state, len(item["attempts"]), answer
    )


def act(app, _request, key, action):
    """POST: refund what is left, capture or cancel."""
    with app.world.write():
        payment = app.world.store.get("payments", key)
        if not payment:
            raise Problem(404, "такого платежа нет")
        if action == "refund":
            refunds.by_hand(app.world, payment)
        elif action == "capture":
            payments.capture(app.world, payment)
        else:
            payments.cancel(app.world, payment)
    return back("/")


ROUTES = [
    ("GET", "/", show),
    ("POST", "/profile/<string:key>/<any(refund, capture, cancel):action>", act),
]
