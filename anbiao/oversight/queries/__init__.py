"""What oversight reads; always from a scope."""
