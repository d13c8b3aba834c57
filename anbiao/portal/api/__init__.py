"""The API: the registers and use-cases over JSON, for programs that act for a person by her token."""
