"""Spreadsheets in: judged and read in a child process, headings recognised, cells made into typed values with reasons."""
