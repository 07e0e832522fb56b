"""Plays deals of the plan: each step by the method that a person of that role presses.

The clock stands at the moment of the step, so that every time in the database is that of the year.
"""

from odoo import SUPERUSER_ID
from odoo.fields import Command

from . import catalogue
from .clock import to_utc
from .workshop import TILLS, Stuck

_CANCEL_REASONS = ("changed_mind", "price", "deadline", "no_answer", "elsewhere")


class Player:
    """One deal on its way."""

    def __init__(self, workshop, plan):
        self.workshop, self.plan = workshop, plan
        self.env = workshop.env
        self.manager = workshop.people[plan.manager]
        self.deal = workshop.as_(plan.manager, "crm.lead")

    def steps(self):
        """(moment, what to do then) in their order."""
        plan = self.plan
        yield plan.created, self._enquire
        yield plan.answered, self._answer
        if plan.offered:
            yield plan.offered, self._offer
        if plan.outcome == "lost":
            yield plan.lost, self._lose
        elif plan.outcome == "cancelled":
            yield plan.payments[0].at, lambda: self._pay(plan.payments[0])
            yield plan.produced, self._produce
            yield plan.lost, self._cancel
            yield plan.payments[1].at, lambda: self._refund(plan.payments[1])
        else:
            yield from self._won_steps()

    def _won_steps(self):
        plan = self.plan
        first, rest, *refunds = plan.payments
        yield first.at, lambda: self._pay(first)
        yield plan.produced, self._produce
        for passage in plan.passages:
            if passage.stage != "hallmark":
                yield passage.start, lambda passage=passage: self._start(passage)
            yield passage.end, lambda passage=passage: self._finish(passage)
        yield plan.handed_over, self._hand_over
        if rest.way != "courier":
            yield rest.at, lambda: self._pay(rest)
        yield plan.shipped, self._ship
        yield plan.delivered, self._deliver
        for refund in refunds:
            yield refund.at, lambda refund=refund: self._refund(refund)
        if plan.claimed:
            yield plan.claimed, self._claim

    def _as(self, login, record):
        return record.with_user(self.workshop.people[login])

    @property
    def _job(self):
        return self.deal.sudo().job_ids.filtered(lambda job: job.job_kind == "new")

    # === SALES === #

    def _enquire(self):
        plan, product = self.plan, self.workshop.models[self.plan.model.article]
        deadline = plan.deadline or plan.created.replace(hour=18, minute=0)
        picture = product.image_1920 if plan.outcome == "won" else False
        sketch = {"name": "Эскиз.jpg", "datas": picture}
        self.deal = self.deal.create(
            {
                "name": plan.name,
                "type": "opportunity",
                "partner_id": self.workshop.client(plan.client).id,
                "user_id": self.manager.id,
                "company_id": self.workshop.company.id,
                "product_id": product.id,
                "jewel_type_id": product.jewel_type_id.id,
                "collection_id": product.collection_id.id,
                "alloy_id": product.alloy_id.id,
                "item_description": f"Как {plan.model.article}.",
                "engraving": plan.engraving,
                "expected_revenue": float(plan.price),
                "item_deadline": to_utc(deadline) if plan.deadline else False,
                "sketch_ids": [Command.create(sketch)] if picture else [],
            }
        )

    def _answer(self):
        self.deal.message_post(
            body=catalogue.ANSWERS[self.plan.number % len(catalogue.ANSWERS)],
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )

    def _offer(self):
        self.deal._create_pay_request("prepayment").action_open()

    def _lose(self):
        reasons = self.env["crm.lost.reason"].search([])
        self.deal.action_set_lost(lost_reason_id=reasons[self.plan.reason % len(reasons)].id)

    def _produce(self):
        """The prepayment has moved the deal already, where the company wants it so."""
        self.deal.activity_feedback(["jewel_invoicing.mail_activity_paid"])
        if self.deal.jewel_stage_key != "production":
            self.deal._jewel_set_stage("production")

    def _cancel(self):
        name = _CANCEL_REASONS[self.plan.reason % len(_CANCEL_REASONS)]
        wizard = self.workshop.as_(self.plan.manager, "jewel.order.cancel").create(
            {
                "order_ids": [Command.set(self.deal.order_ids.ids)],
                "reason_id": self.env.ref(f"jewel_order.cancel_reason_{name}").id,
            }
        )
        wizard.action_cancel()
        self._lose()

    # === MONEY === #

    def _pay(self, payment):
        request = self.deal.pay_request_ids.filtered(lambda one: one.state == "open")[:1]
        if not request:
            request = self.deal._create_pay_request(payment.part)
            request.action_open()
        if payment.way in TILLS:
            self._register(request, payment)
        else:
            self._pay_online(request, payment)

    def _register(self, request, payment):
        way = TILLS[payment.way][3]
        wizard = self.workshop.as_("accountant", "jewel.pay.register").create(
            {
                "deal_id": self.deal.id,
                "request_id": request.id,
                "way": way,
                "journal_id": self.workshop.tills[payment.way].id,
                "amount": float(payment.amount),
                "date": payment.at.date(),
            }
        )
        wizard.action_register()

    def _pay_online(self, request, payment):
        """What YooKassa's notification does; nobody is asked over the net."""
        tx = request.with_user(SUPERUSER_ID)._start_transaction(
            self.workshop.provider, self.workshop.method(payment.way)
        )
        tx.provider_reference = f"demo-{self.plan.number}-{payment.part}"
        tx._set_done()
        tx._post_process()

    def _refund(self, refund):
        done = self.deal.with_user(SUPERUSER_ID).pay_request_ids.transaction_ids.filtered(
            lambda tx: tx.state == "done" and tx.amount > 0
        )
        for tx in done if refund.way in ("card", "sbp") else ():
            back = tx._create_child_transaction(tx.amount, is_refund=True)
            back.provider_reference = f"{tx.provider_reference}-back"
            back._set_done()
            back._post_process()
        if refund.way in TILLS:
            self._give_back(refund)

    def _give_back(self, refund):
        payment = self.workshop.as_("accountant", "account.payment").create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.deal.partner_id.id,
                "amount": float(refund.amount),
                "date": refund.at.date(),
                "journal_id": self.workshop.tills[refund.way].id,
                "pay_way": TILLS[refund.way][3],
                "deal_id": self.deal.id,
            }
        )
        payment.action_post()

    # === WORKSHOP === #

    def _order(self, passage):
        order = self._job._jewel_open_orders()[:1]
        if order.workcenter_id != self.workshop.stages[passage.stage]:
            raise Stuck(
                f"Deal {self.plan.number}, job {self._job.name}: the plan is at {passage.stage},"
                f" the route at {order.workcenter_id.name}. Compare planner._route with the routes."
            )
        return self._as(passage.who, order)

    def _start(self, passage):
        order = self._order(passage)
        if passage.weight_in is None:
            order.action_jewel_start()
        else:
            self._weigh(order, "in", passage.weight_in)

    def _finish(self, passage):
        order = self._order(passage)
        if passage.stage == "hallmark":
            self._as("head", self._job).action_jewel_next_stage()
        elif passage.stage == "qc":
            self._control(order, passage)
        elif passage.weight_out is None:
            order.action_jewel_finish()
        else:
            values = {
                "metal_filings": float(passage.filings),
                "metal_carats": float(passage.stones * 5),
            }
            self._weigh(order, "out", passage.weight_out, **values)

    def _weigh(self, order, kind, weight, **values):
        pad = order.env["jewel.weighing"].create(
            {"workorder_id": order.id, "kind": kind, "weight_text": str(weight), **values}
        )
        pad.action_weigh()
        if pad.doubt:  # looked at the scale again: it is so
            pad.action_weigh()

    def _control(self, order, passage):
        check = order.sudo()._jewel_ensure_check()
        lines = self._as("head", check.line_ids)
        for line in lines[1:] if passage.remark else lines:
            line._jewel_enter(self._findings(line))
        if not passage.remark:
            order.action_jewel_finish()
            return
        lines[:1]._jewel_enter({"result": "bad", "note": passage.remark})
        wizard = self.workshop.as_("head", "jewel.job.return").create(
            {
                "production_id": self._job.id,
                "stage_id": self.workshop.stages["polishing"].id,
                "rework_reason_id": self.env.ref("jewel_production.rework_scratches").id,
                "note": passage.remark,
            }
        )
        wizard.action_return()

    def _findings(self, line):
        half = float(self._weight()) / 2
        return {
            "yes_no": {"result": "good"},
            "measure": {"value": half * 2},
            "pair": {"value": round(half * 1.003, 3), "value_second": round(half * 0.997, 3)},
            "engraving": {"text_read": self.plan.engraving},
        }[line.kind]

    def _weight(self):
        return [one.weight_out for one in self.plan.passages if one.weight_out][-1]

    def _hand_over(self):
        job = self._as("head", self._job)
        photo = self.workshop.models[self.plan.model.article].image_512
        job.write(
            {
                "final_weight": float(self._weight()),
                "finish_photo_ids": [Command.create({"name": "Фото.jpg", "datas": photo})],
            }
        )
        job.action_jewel_handover()

    # === DELIVERY === #

    def _ship(self):
        pickings = self.deal.sudo().order_ids.picking_ids
        waiting = pickings.filtered(lambda one: one.state not in ("done", "cancel"))
        for picking in self._as("storekeeper", waiting):
            picking.button_validate()
            if picking.state != "done":
                raise Stuck(f"Deal {self.plan.number}: {picking.name} is {picking.state}.")
        self.deal._jewel_set_stage("shipping")
        self.deal.activity_feedback(
            ["jewel_order.mail_activity_prepare_shipping", "jewel_invoicing.mail_activity_paid"]
        )
        courier = ("courier", "courier2")[self.plan.number % 2]
        self.deal.receipt_id.write(
            {
                "courier_id": self.workshop.people[courier].id,
                "address": f"{self.deal.partner_id.city or 'Москва'}, Садовая ул., "
                f"{self.plan.client % 90 + 1}",
                "delivery_date": self.plan.delivered.date(),
                "time_from": 12,
                "time_to": 18,
            }
        )

    def _deliver(self):
        receipt = self.deal.receipt_id
        rest = self.plan.payments[1]
        if rest.way == "courier":
            hands = receipt.with_user(receipt.courier_id)
            hands._deliver("courier", rest.amount)
        else:
            receipt.action_deliver()
        self.deal.activity_feedback(["jewel_invoicing.mail_activity_paid"])

    def _claim(self):
        wizard = self.workshop.as_("head", "jewel.job.again").create(
            {
                "origin_job_id": self._job.id,
                "job_kind": "repair",
                "complaint": "Ножка механизма разболталась, просят подтянуть.",
                "intake_weight": float(self._weight()),
                "item_deadline": to_utc(self.plan.claimed.replace(hour=18)),
            }
        )
        wizard.action_create()
