"""Everything about the fake that a test may switch, with the default behaviour.

The choices marked "unconfirmed" stand for what no source states about the original;
a connector has to work with either answer.
"""

from dataclasses import dataclass

from ..common.settings import Switches


@dataclass
class Settings(Switches):
    """Change through ``POST /_fake/settings`` or ``--set name=value``."""

    # Limits. 0 switches a limit off.
    rate_limit: int = 7
    account_rate_limit: int = 50
    rate_limit_body: str = "json"  # or "text": plain text instead of problem JSON
    retry_after: int = 1  # the original shows 300; small so that tests go on
    retry_after_header: bool = False  # unconfirmed
    block_after: int = 50  # ignored 429s within a minute before every call answers 403 HTML
    block_seconds: int = 0  # how long the block lasts; 0: until the control lifts it
    drive_is_limited: bool = False  # unconfirmed: whether drive calls count
    latency: float = 0.0  # seconds added to every API answer

    # Lists
    page_limit: int = 250  # rows of a page at most; with "clamp" small pages without an error
    over_limit: str = "422"  # or "clamp": a limit above the maximum is cut silently
    events_limit: int = 100  # 250 is accepted in public code
    next_when_full: bool = True  # a full last page still has `next`, which answers 204
    default_order: str = "updated_at"  # of deals, contacts, companies; or "id"
    range_inclusive: bool = True  # unconfirmed: both ends of from/to filters
    events_order: str = "desc"  # unconfirmed
    search_lag: float = 0.0  # unconfirmed: seconds until filters by field and search see a row
    reread_lag: float = 0.0  # seconds during which reading by id returns the state before

    # Writes
    partial_batch: bool = (
        False  # unconfirmed: good items of a bad batch are saved (answer stays 400)
    )
    old_updated_at: str = "accept"  # unconfirmed: or "reject" with 400
    unknown_id: str = "400"  # unconfirmed: PATCH of an unknown id; or "404"
    noop_touches: bool = (
        False  # unconfirmed: a PATCH that changes nothing moves updated_at, sends a hook
    )
    minor_units: bool = False  # unconfirmed: accounts with kopecks in the price
    text_limit: int = 256  # text and url through the API
    textarea_limit: int = 0  # unconfirmed: 0 means no limit, 256 as for text
    empty_values: str = "reject"  # unconfirmed: "values": []; or "clear"
    inactive_responsible: str = "reject"  # unconfirmed: or "accept"
    file_needs_link: bool = True  # a file field takes only a file linked to the deal

    # Products of a deal
    product_links_set_price: bool = False  # the deal's price becomes the sum of its products
    product_link_hook: bool = True  # unconfirmed: whether an update hook tells of a linked product

    # Tokens
    access_ttl: int = 86400
    refresh_ttl: int = 90 * 86400
    code_ttl: int = 1200
    refresh_kills_access: bool = False
    moved_answer: str = "401"  # of a host the account has left; or "404", "redirect", "html200"
    token_server_time: bool = False  # unconfirmed: an extra key in token answers
    uninstall_parameter: str = "client_uuid"  # unconfirmed: or "client_id"

    # Drive
    drive_url: str = ""  # empty: this server's own address
    max_part_size: int = 131072
    max_file_size: int = 314572800
    download_auth: str = (
        "optional"  # unconfirmed: or "required" (403 without), "forbidden" (400 with)
    )
    download_redirects: int = 0  # redirects before the bytes come

    # Webhooks
    hook_timeout: float = 2.0
    hook_retry_scale: float = 1.0  # multiplies the pauses of 5 min, 15 min, 15 min, 1 h
    hook_retry_same_id: bool = True  # unconfirmed: a retry keeps X-Amocrm-Requestid
    hook_disable_after: int = 100  # bad answers within 2 h
    hook_hold: bool = False  # collect, send nothing
    hook_delay: float = 0.0
    hook_shuffle: float = (
        0.0  # seconds over which hooks are scattered, so that they overtake each other
    )
    hook_duplicate: int = 0  # extra copies of each hook
    hook_drop_next: int = 0  # the next N hooks are lost
    hook_loss: float = 0.0  # share of hooks that are lost
    hook_batching: str = "separate"  # unconfirmed: or "merged": one body for all changes of a write
    hook_account: str = (
        "first"  # where account[...] stands: first, last, subdomain (only that), absent
    )
    hook_merge: str = "delete_update"  # unconfirmed: hooks after a merge; or "none"
    contact_link_delay: float = (
        0.0  # seconds by which a new deal's contact comes later than its add hook
    )
