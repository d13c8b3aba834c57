"""The law as pure Python: frozen facts in, a decision out; no framework, no I/O, no clock."""
