import io
import tempfile

from PIL import Image

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.image import ImageProcess
from odoo.tools.mimetypes import guess_mimetype

from ..drive import FileTooBig
from ..exceptions import AmocrmRejected, AmocrmUnavailable
from ..values import normalise

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")


class AmocrmEntityLeads(models.AbstractModel):
    """Files of a deal: fetched once per version, recognised by amoCRM's ids."""

    _inherit = "amocrm.entity.leads"

    @api.model
    def _prepare(self, binding):
        rows = self._rows(binding).filtered(
            lambda row: row.kind == "file" and row.direction != "out"
        )
        account, snapshot = binding.account_id, binding.snapshot or {}
        return {
            **super()._prepare(binding),
            "files": {row.amo_field: self._known_file(row, snapshot) for row in rows},
            "max_bytes": account.max_file_mb * 1024 * 1024,
            "drive": account._drive_maker(),
        }

    @api.model
    def _known_file(self, row, snapshot):
        entry = snapshot.get(row.amo_field) or {}
        return entry.get("amo") if entry.get("field") == row.field_name else None

    # === CALLS === #

    @api.model
    def _fetch_files(self, client, job, deal):
        """``{amo_field: what was found}`` of the fields whose file is another one than we know."""
        found = {}
        for item in deal.get("custom_fields_values") or []:
            key = str(item.get("field_id"))
            if key not in job["files"]:
                continue
            value = next((part.get("value") for part in item.get("values") or []), None)
            if isinstance(value, dict) and normalise("file", value) != job["files"][key]:
                found[key] = self._fetch_file(job["drive"](client), value, job["max_bytes"])
        return found

    @api.model
    def _fetch_file(self, drive, value, max_bytes):
        """The file's bytes in a temporary file, or why there are none."""
        if value.get("is_deleted"):
            return {"state": "bin"}
        found = {"name": value.get("file_name") or value["file_uuid"]}
        try:
            if int(value.get("file_size") or 0) > max_bytes:
                return {**found, "state": "big", "url": self._file_url(drive, value)}
            url = self._file_url(drive, value)
            if not url:
                return {**found, "state": "gone", "reason": "404"}
            target = tempfile.TemporaryFile()  # noqa: SIM115  read by the merge, gone with the job
            try:
                drive.download(url, target, max_bytes)
            except FileTooBig:
                return {**found, "state": "big", "url": url}
            return {**found, "state": "ok", "file": target}
        except AmocrmUnavailable as error:
            return {**found, "state": "late", "reason": str(error)}
        except AmocrmRejected as error:
            return {**found, "state": "gone", "reason": str(error)}

    @api.model
    def _file_url(self, drive, value):
        """Where this version of the file is fetched."""
        info = drive.file_info(value["file_uuid"]) or {}
        links = info.get("_links") or {}
        same = not value.get("version_uuid") or info.get("version_uuid") in (
            None,
            value["version_uuid"],
        )
        order = ("download", "download_version") if same else ("download_version", "download")
        return next(
            (links[name]["href"] for name in order if (links.get(name) or {}).get("href")), None
        )

    # === MERGE === #

    @api.model
    def _merge_files(self, binding, round_, lead, files):
        """Attach what is new, let go of what was removed. Whether something is to be fetched."""
        is_late = False
        for row in self._rows(binding).filtered(
            lambda row: row.kind == "file" and row.direction != "out"
        ):
            value = next(
                (item.get("value") for item in row._raw(round_.remote) if item.get("value")), None
            )
            amo, key = normalise("file", value), row.amo_field
            known = round_.known(key, row.field_name, amo)
            if known and known["amo"] == amo:
                continue
            if value and not files.get(key):
                is_late = True  # our record is newer than what was known when the calls were made
                continue
            if value and files[key]["state"] in ("late", "gone"):
                is_late |= files[key]["state"] == "late"
                round_.problem(
                    key,
                    self.env._(
                        "File “%(file)s” could not be fetched from amoCRM: %(reason)s",
                        file=files[key]["name"],
                        reason=files[key]["reason"],
                    ),
                )
                continue
            if self._merge_file(binding, row, round_, lead, known, value, files.get(key)):
                round_.remember(key, row.field_name, amo, amo)
        return is_late

    @api.model
    def _merge_file(self, binding, row, round_, lead, known, value, found):
        """Replace what the field held before by what it holds now. Whether it could be done."""
        round_.solved(row.amo_field)
        old = self._attachment(lead, (known or {}).get("amo"))
        new = self._attachment(lead, normalise("file", value))
        if not new and value:
            new = self._attach(row, round_, lead, value, found)
        links = [Command.unlink(attachment.id) for attachment in old - new]
        if new.type == "binary" and (not row.pictures_only or new.mimetype in PICTURES):
            links.append(Command.link(new.id))
        item = self._own_item(row.amo_field, row.name, new.name, old.name)
        refusal = None
        if row.field_id.relation == "ir.attachment" and links:
            refusal = self._refusal(lead.write, {row.field_name: links})
        if not refusal:
            if known and old != new:
                round_.history.append(self._pulled(binding, round_, item))
            return True
        reason = self.env._(
            "“%(field)s” could not be taken over: %(reason)s", field=row.name, reason=refusal
        )
        if round_.problem(row.amo_field, reason) and known:
            self._log_refusal(binding, round_, row, new.name, reason)
        return False

    @api.model
    def _attachment(self, lead, state):
        """Our copy of a version of a file on this deal."""
        if not state:
            return self.env["ir.attachment"]
        file_uuid, _slash, version_uuid = state.partition("/")
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", lead._name),
                ("res_id", "=", lead.id),
                ("res_field", "=", False),
                ("amocrm_file_uuid", "=", file_uuid),
                ("amocrm_version_uuid", "=", version_uuid or False),
            ],
            limit=1,
        )

    @api.model
    def _attach(self, row, round_, lead, value, found):
        """Keep the file with the deal in the form in which it can be kept."""
        vals = {
            "name": found.get("name"),
            "res_model": lead._name,
            "res_id": lead.id,
            "amocrm_file_uuid": value["file_uuid"],
            "amocrm_version_uuid": value.get("version_uuid") or False,
        }
        if found["state"] == "bin":
            round_.problem(
                row.amo_field,
                self.env._("The file in “%(field)s” is in amoCRM's bin.", field=row.name),
            )
            return self.env["ir.attachment"]
        if found["state"] == "big":
            round_.problem(row.amo_field, self._big_file_words(row, found))
            return self.env["ir.attachment"].create(
                {
                    **vals,
                    "type": "url",
                    "url": found["url"] or row.account_id._deal_url(round_.external_id),
                }
            )
        found["file"].seek(0)
        raw = found["file"].read()
        mimetype = _mimetype(raw)
        if row.pictures_only and mimetype not in PICTURES:
            round_.problem(
                row.amo_field,
                self.env._(
                    "File “%(file)s” in “%(field)s” is not a picture. It is kept among the deal's"
                    " attachments.",
                    file=found["name"],
                    field=row.name,
                ),
            )
        return self.env["ir.attachment"].create({**vals, "raw": raw, "mimetype": mimetype})

    @api.model
    def _big_file_words(self, row, found):
        return self.env._(
            "File “%(file)s” in “%(field)s” is larger than %(limit)s MB. The deal has a link to "
            "it in amoCRM.",
            file=found["name"],
            field=row.name,
            limit=row.account_id.max_file_mb,
        )


def _mimetype(raw):
    """Type by content: a picture only if it opens, nothing that a browser would run."""
    mimetype = guess_mimetype(raw, default="application/octet-stream")
    if mimetype in PICTURES:
        return mimetype if _opens(raw) else "application/x-broken-image"
    return (
        "text/plain"
        if any(part in mimetype for part in ("ht", "xml", "svg", "script"))
        else mimetype
    )


def _opens(raw):
    try:
        Image.open(io.BytesIO(raw)).verify()
        ImageProcess(raw)  # refuses what would unpack to gigabytes
    except (UserError, ValueError, OSError, SyntaxError):
        return False
    return True
