"""Sources → documents: lines become paragraphs, paragraphs sections, passages and facts."""
