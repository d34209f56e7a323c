"""Every claim about quality, one command away: `qa eval GOLD` asks the questions of a gold set and judges the answers.

    gold, foreign → questions    judging → which passages are right    asking → outcomes
    ranking, spans, abstention, bootstrap → measures    summary → report    table, html, compare → what people read

A passage is right because of the source text in it, never because of its number, so that splitting a letter
differently leaves a gold set as it is.
"""
