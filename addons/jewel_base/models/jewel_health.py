import logging
import time
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)
# From the least to the most serious.
LEVELS = ("ok", "warn", "fail")
CRON_LATE = timedelta(minutes=15)
CRON_VERY_LATE = timedelta(hours=2)
BACKUP_MAX_AGE_HOURS = 26


class JewelHealth(models.AbstractModel):
    """What a monitoring system asks. Figures only: no names of people, no texts of records."""

    _name = "jewel.health"
    _description = "State of the Suite"

    @api.model
    def _collect(self):
        """Hook: ``{name: callable that returns {"status": "ok" | "warn" | "fail", …figures}}``."""
        return {
            "database": self._check_database,
            "crons": self._check_crons,
            "backup": self._check_backup,
        }

    @api.model
    def _check_all(self):
        """``{name: result}`` of all checks; one that breaks down has failed and stops no other."""
        return {name: self._check_safely(name, check) for name, check in self._collect().items()}

    @api.model
    def _check_safely(self, name, check):
        try:
            with self.env.cr.savepoint(flush=False):
                return check()
        except Exception:
            _logger.exception("Health: check %s broke down", name)
            return {"status": "fail", "error": "the check broke down, see the log"}

    @api.model
    def _worst(self, checks):
        """The most serious status of all."""
        return max((check["status"] for check in checks.values()), key=LEVELS.index, default="ok")

    # === CHECKS === #

    @api.model
    def _check_database(self):
        """Whether the database answers, and how fast."""
        started = time.monotonic()
        self.env.cr.execute("SELECT pg_is_in_recovery(), pg_database_size(current_database())")
        is_replica, size = self.env.cr.fetchone()
        return {
            "status": "ok",
            "milliseconds": round((time.monotonic() - started) * 1000, 1),
            "megabytes": size // 2**20,
            "is_replica": is_replica,
        }

    @api.model
    def _check_crons(self):
        """Scheduled jobs that are late or fail again and again."""
        now = fields.Datetime.now()
        jobs = self.env["ir.cron"].sudo().search([("active", "=", True)], limit=1000)
        late = [job for job in jobs if job.nextcall < now - CRON_LATE]
        very_late = [job for job in late if job.nextcall < now - CRON_VERY_LATE]
        failing = [job for job in jobs if job.failure_count]
        is_bad = any(job.failure_count >= 5 for job in failing) or len(very_late) > len(jobs) // 2
        return {
            "status": "fail" if is_bad else "warn" if late or failing else "ok",
            "active": len(jobs),
            "late": sorted(map(self._job_key, late)),
            "failing": {self._job_key(job): job.failure_count for job in failing},
            "longest_delay_seconds": max(
                (int((now - job.nextcall).total_seconds()) for job in late), default=0
            ),
        }

    @api.model
    def _check_backup(self):
        """Age of the last backup, which `bin/backup` writes down. A demo database needs none."""
        get_param = self.env["ir.config_parameter"].sudo().get_param
        limit = float(get_param("jewel.backup_max_age_hours") or self._get_backup_limit())
        last = fields.Datetime.to_datetime(get_param("jewel.last_backup") or None)
        if not limit:
            return {"status": "ok", "max_age_hours": 0}
        if not last:
            return {"status": "warn", "max_age_hours": limit, "error": "no backup yet"}
        age = (fields.Datetime.now() - last).total_seconds() / 3600
        status = "fail" if age > 3 * limit else "warn" if age > limit else "ok"
        return {"status": status, "max_age_hours": limit, "age_hours": round(age, 1)}

    @api.model
    def _get_backup_limit(self):
        module = self.env["ir.module.module"].sudo().search([("name", "=", "jewel_base")])
        return 0 if module.demo else BACKUP_MAX_AGE_HOURS

    @api.model
    def _job_key(self, job):
        """A name that is the same in every language."""
        return job.get_external_id()[job.id] or f"ir.cron {job.id}"
