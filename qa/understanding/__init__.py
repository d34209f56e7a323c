"""What a question asks: which documents, which place, which fact, what it borrows from the conversation."""
