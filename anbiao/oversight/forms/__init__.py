"""What was typed in oversight, as values."""
