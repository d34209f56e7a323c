"""What the page says in each language: the interface, places, confidence, figures and dates, names of a letter."""
