"""Anbiao 安标: the system behind a district's work-safety standardization programme."""
