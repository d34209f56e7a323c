"""What is counted: rankings, spans, abstention, intervals, comparisons."""
