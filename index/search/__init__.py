"""What a question is searched with: encoders, words, vectors, and the few verbs of an index."""
