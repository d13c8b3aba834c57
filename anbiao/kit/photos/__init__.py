"""Photographs: judged by content, sealed as they came, copied clean in the background, shown through doors, found again."""

import os

# Read when numpy is loaded: our products are small, and threads for them would mostly wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
