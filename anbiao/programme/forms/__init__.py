"""Forms of the programme, each bound to one use-case."""
