"""Histories of the exchange: what people, hooks, faults and deaths do to one deal, in any order,
and what has to be so when quiet has come.
"""

from .common import hook
from .history_fields import FIELDS
from .history_steps import SIDES


def bare(words):
    """Words of log and questions; a stage of amoCRM is shown there with its pipeline."""
    return (words or "").removeprefix("Sales: ")


class History:
    """One deal's life; each step is a method.

    ``edits`` keeps what each side has set last, ``carried`` what had arrived on the other side
    before it was set anew, ``tags`` which side has touched which tag last.
    """

    def __init__(self, case, deal, contact):
        self.case, self.amo = case, case.amo
        self.deal, self.contact = deal, contact
        self.edits, self.carried, self.tags = {}, set(), {}

    @property
    def lead(self):
        return self.case.lead_of(self.deal)

    def play(self, steps):
        for kind, detail in steps:
            getattr(self, f"do_{kind}")(detail)

    # === STEPS === #

    def do_hook(self, detail):
        entity, action = detail
        number = (self.deal if entity == "leads" else self.contact)["id"]
        self.case.receive(hook(entity, action, number, type=entity[:-1]))

    def do_there(self, detail):
        field, words = detail
        if self.is_alive(field):
            if self.place(field)[0]:
                self.note(field, "there", words)
            field.write_there(self.amo, self.place(field)[1], words)

    def do_here(self, detail):
        field, words = detail
        record, since = self.place(field)[0], self.case.last_mark()
        if record:
            self.note(field, "here", words)
            field.write_here(record, words)
            self.case.stamp_marks(since)

    def note(self, field, side, words):
        """A person of ``side`` is about to set the field."""
        here, there = (", ".join(value) for value in self.words(field))
        if words == (here if side == "here" else there):
            return
        edits = [self.edits.get((field, who)) for who in ("here", "there")]
        if here == there and edits.count(here) == 1:
            self.carried.add((field, here))
        self.edits[field, side] = words

    def do_late(self, detail):
        """A change that the next list does not show yet, though it does show the neighbour's."""
        self.do_there(detail)
        self.amo.hide(self.deal)
        self.amo.hide(self.contact)
        self.amo.touch(self.amo.leads[self.case.numbers["other"]])["price"] += 1
        self.case.poll()

    def do_tag(self, detail):
        """The tag is set where it was not, and taken off where it was."""
        side, name = detail
        if side == "there" and not self.deal["is_deleted"]:
            names = set(self.amo.tag_names(self.deal)) ^ {name}
            self.amo.set_tags(self.deal, *sorted(names))
        elif side == "here" and self.lead:
            model, known = self.case.env["crm.tag"], self.lead.tag_ids
            tag = model.search([("name", "=", name)]) or model.create({"name": name})
            self.lead.tag_ids = known - tag if tag in known else known | tag
            names = self.lead.tag_ids.mapped("name")
        else:
            return
        if self.lead:
            self.tags.setdefault(name, {})[side] = name in names

    def do_bin(self, is_told):
        """Into amoCRM's bin, or out of it."""
        action = "restore" if self.deal["is_deleted"] else "delete"
        getattr(self.amo, f"{action}_deal")(self.deal)
        if is_told:
            self.do_hook(("leads", action))

    def do_answer(self, side):
        """A manager answers the questions that he sees."""
        for question in self.questions().values():
            if not question.choice:
                self.answer(question, side)

    def do_run(self, fault):
        if fault:
            self.amo.fault(fault[0], after=fault[1])
        self.case.run_crons()

    def do_poll(self, fault):
        if fault:
            self.amo.fault(fault[0], after=fault[1])
        self.case.poll()

    def do_die(self, detail):
        self.case.die_exchanging(*detail)

    def do_die_polling(self, detail):
        self.case.die_at("amocrm.account", *detail, ("amocrm.account", "_cron_poll"))

    # === QUIET === #

    def end(self, by_poll):
        """Faults are over; what was not told is found by the poll alone, or told by hooks."""
        self.amo.faults.clear()
        if by_poll:
            self.amo.late.clear()
            self.case.env["amocrm.account"].search([]).write({"paused_until": False})
            self.case.poll()
        else:
            for entity in ("contacts", "leads"):
                self.do_hook((entity, "update"))
            self.case.run_crons()
        self.case.run_all()

    def check(self):
        """Both sides agree or a question is open; no edit has vanished."""
        case, bindings, lead = self.case, self.bindings(), self.lead
        case.assertEqual(bindings.mapped("entity"), ["leads", "contacts"])
        case.assertFalse(bindings.mark_ids, "nothing is left to do")
        case.assertFalse([binding.error for binding in bindings if binding.error])
        case.assertFalse([binding.pending for binding in bindings if binding.pending])
        case.assertEqual(len(lead), 1)
        case.assertTrue(lead.active, "nothing of ours is cancelled")
        case.assertEqual(bindings[0].is_deleted, self.deal["is_deleted"])
        told = "deleted in amoCRM" in (lead.amocrm_problem or "")
        case.assertEqual(told, self.deal["is_deleted"])
        self.check_log()
        questions = self.questions()
        for field in FIELDS:
            if self.is_alive(field):
                self.check_field(field, questions.get(field))
        if not self.deal["is_deleted"]:
            self.check_tags()

    def check_field(self, field, question):
        here, there = self.words(field)
        if question:
            self.case.assertNotEqual(here, there)
            shown = [bare(question.odoo_value), bare(question.amo_value)]
            self.case.assertEqual(shown, [", ".join(here), ", ".join(there)])
            return
        self.check_equal(field)
        edited = [side for side in ("here", "there") if (field, side) in self.edits]
        if len(edited) == 1:
            [side] = edited
            words = here if side == "here" else there
            self.case.assertEqual(", ".join(words), self.edits[field, side], "only he has edited")

    def check_equal(self, field):
        """Phones and e-mails that amoCRM has besides ours stay there."""
        here, there = self.words(field)
        is_open = field.key in ("601", "602")
        self.case.assertEqual(there[: len(here)] if is_open else there, here, field.key)

    def check_log(self):
        """What each side has set last stands, or the log tells of it, as of all that was carried
        over before.
        """
        told = {}
        for row in self.case.env["amocrm.change"].search(
            [("binding_id", "in", self.bindings().ids)]
        ):
            words = told.setdefault((row.key, bool(row.partner_id)), set())
            words |= {*map(bare, (row.old_value, row.new_value, row.lost_value))}
        edits = {*((field, words) for (field, _side), words in self.edits.items()), *self.carried}
        for field, words in edits:
            standing = {", ".join(value) for value in self.words(field)}
            rows = told.get((field.key, field.is_of_contact), set())
            self.case.assertIn(words, standing | rows, field.key)

    def check_tags(self):
        here = set(self.lead.tag_ids.mapped("name"))
        self.case.assertEqual(here, set(self.amo.tag_names(self.deal)))
        for name, sides in self.tags.items():
            if len(sides) == 1:
                self.case.assertEqual(name in here, *sides.values(), name)

    def check_answers(self, sides):
        """A manager answers what is open, one way or the other; that stands on both sides."""
        questions, expected = self.questions(), []
        for field, side in zip(FIELDS, sides, strict=True):
            if field in questions and self.is_alive(field):
                expected.append((field, side, self.words(field)[SIDES.index(side)]))
                self.answer(questions[field], side)
        if not expected:
            return
        self.case.run_all()
        for field, side, words in expected:
            self.check_equal(field)
            standing = self.words(field)[SIDES.index(side)]
            self.case.assertEqual(standing[: len(words)], words, f"{field.key}: {side}")
        self.check_log()
        self.case.assertFalse([field for field in self.questions() if self.is_alive(field)])

    # === HELPERS === #

    def place(self, field):
        """The record and the row in amoCRM that hold the field."""
        lead = self.lead
        return (lead.partner_id, self.contact) if field.is_of_contact else (lead, self.deal)

    def is_alive(self, field):
        """Whether the field can be seen in amoCRM."""
        return not self.place(field)[1]["is_deleted"]

    def words(self, field):
        record, row = self.place(field)
        return field.read_here(record), field.read_there(row)

    def bindings(self):
        """Of the deal and of its contact, in this order."""
        bindings = self.case.env["amocrm.binding"]
        for entity, row in (("leads", self.deal), ("contacts", self.contact)):
            bindings |= self.case.binding_of(entity, row) if row else bindings
        return bindings

    def questions(self):
        """``{field: question}`` of those that are open."""
        found = self.case.env["amocrm.conflict"].search(
            [("binding_id", "in", self.bindings().ids), ("state", "=", "open")]
        )
        by_key = {(question.key, bool(question.partner_id)): question for question in found}
        return {
            field: by_key.pop((field.key, field.is_of_contact))
            for field in FIELDS
            if (field.key, field.is_of_contact) in by_key
        }

    def answer(self, question, side):
        press = {"amo": "action_take_amo", "odoo": "action_keep_odoo"}[side]
        getattr(question.with_user(self.case.manager), press)()
