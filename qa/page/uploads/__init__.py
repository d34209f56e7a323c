"""Letters that visitors bring: checked, read apart, indexed, kept for a while."""
