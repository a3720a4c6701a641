"""The multi-agency safeguarding hub: from a worry to a decision, and back to whoever was worried.

*Contact*: what a referrer told us. *Enquiry*: what the hub does about it. *Subject*: a person the
enquiry is about. *Screening*: how urgent (RAG) and why. *Gate*: a manager decides whom to ask
about whom. *Agency check*: one question to one agency. *Contribution*: an item that an agency
brings into the sealed room, and still owns. *Information product*: what one recipient is told.

There is no statutory model of a hub. Its duties come from the Children Act 1989 (sections 17 and
47), the Children Act 2004 (sections 10, 11 and 16LA) and Working Together to Safeguard Children.
"""
