"""Records of people that may be one person's: found by the matching engine, decided by people.

A run compares everybody in the installation and leaves pairs behind, each with the weight of every
comparison. Whoever may see *both* records sees the pair; nobody else learns that there is one, not
even by a count. No run decides: "one person" merges by ``people.commands.merge_people``, "two
people" and "cannot be told yet" are kept by ``people.commands``, and all of it binds the next run.
Possible twins, siblings and namesakes of one family are shown as relatives, never as duplicates.
"""
