"""What assessments add to the page of a unit."""
