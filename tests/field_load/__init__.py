"""`make field-load`: a day of many inspectors over a bad network, and kills under it, against the real server. See docs/field.md."""
