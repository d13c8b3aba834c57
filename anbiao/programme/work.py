"""What assessments have for a person to do."""
