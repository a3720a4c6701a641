"""Did it work?  Outcomes over time, and honest comparison with families who were not helped.

``methods`` is statistics in plain Python; ``reports`` says what was found to people who are no
statisticians.  Words: a *treated* family took part, a *control* did not; the *estimand* is the
question (ATT: what did it do for those who took part; ATE: what would it do for all).
"""
