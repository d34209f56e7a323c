"""What a line is made of, before anybody knows what it is for: characters, numbers, dates, sentences."""
