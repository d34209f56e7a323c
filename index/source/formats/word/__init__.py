"""Word files: WordprocessingML → blocks, with what Word shows and does not write: numbers, symbols, formulas."""
