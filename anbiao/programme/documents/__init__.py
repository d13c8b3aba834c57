"""Printed documents of the programme."""
