"""Secret links: tokens that cannot be guessed and are looked up without telling anything."""

import hashlib
import secrets


def new_token():
    return secrets.token_urlsafe(24)


def token_hash(token):
    """What an index is asked for, so that the time of its answer tells nothing of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
