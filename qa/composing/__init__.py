"""Answers in the reader's own words, by a language model that is optional; what it says is checked against the quotes."""
