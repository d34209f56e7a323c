"""A question and its answer as a reader sees and takes them: what is said first, quotes, what to ask next, exports."""
