"""Answers in the reader's words by a language model, which is optional; the quotes are what it is checked against."""
