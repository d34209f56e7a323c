"""How results are shown: tables, plots, a page."""
