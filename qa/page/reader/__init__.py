"""The panel beside the conversation: a letter to read, or the library."""
