"""Photographs: judged by content, sealed as they came, copied clean in the background, shown through doors, found again."""
