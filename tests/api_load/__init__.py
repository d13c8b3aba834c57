"""What strange programs send to the API: made by schemathesis from its description, and answered without a server error."""
