import hashlib

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, format_date

from ..statement import Unreadable, read

_lt = LazyTranslate(__name__)

# What a person is told when a file cannot be taken; nothing of it is in the books then.
WORDS = {
    "empty": _lt("the file is empty. Export it again"),
    "encoding": _lt(
        "the file is neither UTF-8 nor Windows-1251. Save it in one of the two and try again"
    ),
    "old_excel": _lt("it is an old .xls workbook. Save it as .xlsx or CSV"),
    "table": _lt("it is no table that can be read. Export CSV, XLSX or the 1C exchange format"),
    "heading": _lt(
        "no line has the headings «Дата» and «Сумма» (or «Поступление»). Export it with headings"
    ),
    "no_rows": _lt("it has no payments. Check the period of the export"),
    "cut_off": _lt("it is cut off at line %(line)s. Export or download it again"),
    "doubled_file": _lt("it holds the same statement twice, one after the other. Export it again"),
    "doubled": _lt("lines %(first)s and %(line)s are the same payment %(value)s. Export it again"),
    "no_account": _lt("it does not say whose account it is (РасчСчет). Export it again"),
    "other_account": _lt(
        "it is of account %(value)s, and this source is account %(account)s. Choose the file of"
        " that account"
    ),
    "foreign_account": _lt("account %(value)s is not in roubles: only roubles are reconciled"),
    "currency": _lt("line %(line)s is in %(value)s: only roubles are reconciled"),
    "sum": _lt("line %(line)s has no sum that can be read: «%(value)s»"),
    "date": _lt("line %(line)s has no date that can be read: «%(value)s»"),
    "totals": _lt(
        "its own total is %(told)s, its lines make %(real)s: a part is missing. Export it again"
    ),
}


class JewelReconciliation(models.Model):
    """Statements of the source: taken whole or not at all, and once."""

    _inherit = "jewel.reconciliation"

    def _import_file(self, name, content):
        """Take a statement, and look for pairs.

        :param str name: of the file
        :param bytes content: 1C client-bank exchange, CSV or XLSX
        :return: (`jewel.reconciliation.file`, whether it is new): the same file again, under
            whatever name, changes nothing
        :raise UserError: the period is closed, or the file cannot be taken, and why
        """
        return self._import_once(name, content, lambda: self._read_file(name, content))

    def _import_once(self, name, content, read_rows):
        """Take what a source has told, unless the very same has been taken before.

        :param bytes content: what tells the same from another
        :param read_rows: function that makes it `statement.Row` of this month, or refuses
        :return: as `_import_file`
        """
        self.ensure_one()
        self.check_access("write")
        self._lock()
        self._check_open()
        digest = hashlib.sha256(content).hexdigest()
        files = self.env["jewel.reconciliation.file"]
        domain = [
            ("source_id", "=", self.source_id.id),
            ("company_id", "=", self.company_id.id),
            ("digest", "=", digest),
        ]
        if known := files.search(domain, limit=1):
            return known, False
        rows = read_rows()
        new = self._filter_new(rows)
        file = files.create(
            {
                "reconciliation_id": self.id,
                "name": name,
                "digest": digest,
                "line_count": len(rows),
                "new_count": len(new),
            }
        )
        self._create_lines(file, new)
        self._match()
        return file, True

    def _read_file(self, name, content):
        """Rows of the file, all of this month."""
        account = self.source_id.journal_id.bank_account_id.sanitized_acc_number
        try:
            rows = read(content, account)
        except Unreadable as error:
            words = str(WORDS[error.code])
            raise UserError(
                self.env._(
                    "File «%(name)s» was not taken: %(why)s. Nothing has been changed.",
                    name=name,
                    why=words % error.details if error.details else words,
                )
            ) from error
        self._check_month(name, rows)
        return rows

    def _check_month(self, name, rows):
        end = self._get_last_day()
        outside = [row for row in rows if not self.month <= row.date <= end]
        if outside:
            raise UserError(
                self.env._(
                    "File «%(name)s» was not taken: %(count)s of its %(all)s lines are not of"
                    " %(month)s, the first is line %(line)s of %(date)s. Export the month alone.",
                    name=name,
                    count=len(outside),
                    all=len(rows),
                    month=format_date(self.env, self.month, date_format="LLLL y"),
                    line=outside[0].line,
                    date=format_date(self.env, outside[0].date),
                )
            )

    def _filter_new(self, rows):
        """Rows that no earlier file has brought: files of a month may overlap.

        A line that has a row's former identifier is that row only if its facts are the same.
        """
        lines = self.env["jewel.reconciliation.line"].sudo()
        ids = {row.external_id for row in rows} | {row.former_id for row in rows}
        known = lines.search_fetch(
            [
                ("source_id", "=", self.source_id.id),
                ("company_id", "=", self.company_id.id),
                ("external_id", "in", list(ids - {""})),
            ],
            ["external_id", "date", "stated_amount", "name"],
        )
        facts = {
            line.external_id: (line.date, round(line.stated_amount * 100), line.name or "")
            for line in known
        }
        return [
            row
            for row in rows
            if row.external_id not in facts
            and facts.get(row.former_id) != (row.date, int(row.amount * 100), row.name)
        ]

    def _create_lines(self, file, rows):
        lines = self.env["jewel.reconciliation.line"].sudo()
        lines.with_context(tracking_disable=True, mail_create_nolog=True).create(
            [
                {
                    "reconciliation_id": self.id,
                    "file_id": file.id,
                    "date": fields.Date.to_string(row.date),
                    "external_id": row.external_id,
                    "stated_amount": float(row.amount),
                    "stated_fee": float(row.fee),
                    "name": row.name,
                    "purpose": row.text,
                }
                for row in rows
            ]
        )
