"""Everything about the fake that a test may switch, with the default behaviour.

The choices marked "unconfirmed" stand for what no source states about the original;
a shop's software has to work with either answer.
"""

from dataclasses import dataclass

from ..common.settings import Switches


@dataclass
class Settings(Switches):
    """Change through ``POST /_control/settings`` or ``--set name=value``."""

    # API
    latency: float = 0.0  # seconds added to every API answer
    public_url: str = ""  # of the payer's page; empty: this server as the shop addresses it
    unknown_fields: str = "reject"  # unconfirmed: or "ignore", as the SDK does before sending
    repeated_key: str = "first"  # unconfirmed: a repeat gets the first answer; or "current" state
    test_methods: str = "real"  # a test shop takes cards and YooMoney; "all": all methods

    # Payments; seconds of the fake's clock
    payment_life: int = 3600
    payment_life_b2b: int = 8 * 3600
    hold_life: int = 7 * 86400
    key_life: int = 86400
    decline_is_final: bool = True  # unconfirmed: False lets the payer try another card

    # Refunds
    refund_delay: float = 0.0  # a refund is pending that long; 0: it succeeds at once
    refund_fail_reason: str = ""  # so ends every refund from now on, for example general_decline

    # Receipts
    receipt_delay: float = 0.0  # until the register answers
    receipt_fails: bool = False  # the register refuses every receipt from now on
    receipt_of_off_shop: str = "accept"  # unconfirmed: fiscalization off; or "reject"
    receipt_total: str = "any"  # unconfirmed: a closing receipt above its payment; or "linked"

    # Notifications; seconds of the fake's clock but the timeout
    notify_threads: int = 3
    notify_timeout: float = 5.0
    notify_life: int = 86400
    notify_retry_scale: float = 1.0  # multiplies pauses of 1, 2, 5, 15, 30, 60, 60, … minutes
    notify_hold: bool = False  # collect, send nothing
    notify_delay: float = 0.0
    notify_shuffle: float = 0.0  # scattered over so many seconds, so that they overtake each other
    notify_duplicate: int = 0  # extra copies of each
    notify_drop_next: int = 0  # the next N are lost
    notify_loss: float = 0.0  # share that is lost
    notify_distort: str = ""  # bodies lie: a kind of distortions.py
