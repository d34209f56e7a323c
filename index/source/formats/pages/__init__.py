"""Pages that hold text or pictures of text: what stands where → lines, columns, tables, and their text."""
