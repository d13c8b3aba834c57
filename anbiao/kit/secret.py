"""Secrets that are shown once and kept nowhere: what stands in a row is their hash."""

import hashlib


def kept_as(secret: str) -> str:
    """What is kept of a secret (64 hex digits). It has 256 random bits, so that nobody finds it by trying and no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
