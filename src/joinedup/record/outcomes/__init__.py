"""What became of a family: how far help went, and each risk at the start, on the way and after.

*Engagement*: one family's way through one programme of help, from being referred to being followed
up; on a waiting list it stands still, and is kept, because only those who waited can be compared
with. *Family at referral*: what the family was like then; it is not brought up to date. *Measure*:
whether there was one risk at one moment: yes, no, or not known, which is never taken for no.
*Moment*: start, review, exit, follow-up.

The risks are those of the monitoring of England's Family Intervention Projects (NatCen, 2007 to
2012), in four domains. There is no statutory list. Working with a family stands on Children Act
2004, sections 10 and 11; whoever evaluates reads none of these rows (``insight.evaluation``).
"""
