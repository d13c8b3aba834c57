"""What is read of the programme, by what it is about; always from a scope."""
