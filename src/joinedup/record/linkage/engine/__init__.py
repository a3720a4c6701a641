"""Matching of people: is this record about that person?  Plain Python, no Django; of databases
only those of a bulk run and of the live index.

A missed link hides a child's history; a false link puts a stranger's history on a family's
record.  So the engine answers with grades and words, never with a bare yes, and what it cannot
decide (twins, siblings, a father and son of one name) it hands to a person.

The live grades and the bulk engine share the cleaning and the name tables.

Layers, each importing only what stands above it:

=================  ===========================================================================
``identity``       what is known about a person, as frozen dataclasses
``cleaning``       declared cleaning, column by column; placeholders become *missing*
``names``          nicknames, spellings and transliterations, as data
``identifiers``    NHS number and UPN: check digits, words for forms
``typed``          what a typed search may mean
``keys``           exact-equality keys by which an index finds candidates
``comparing``      one comparison per field: a level, an agreement, words
``grading``        the match grades of the draft exchange standard, and the verdict
``explaining``     a sentence to read out; of the model, ``weights`` and ``drawing`` step by step
``ranking``        candidates in the order in which a person would want to read them
``interface``      ``Matcher``: what a trained engine will take over
``files``          in bulk: the declared mapping, records and truths from CSV and Parquet
``preparing``      in bulk: declared cleaning by role, into columns of DuckDB
``model``          comparison levels as data, training without labels, the dated model file
``scoring``        pairs scored by Splink on DuckDB; ``sampling`` draws those to train on
``blocking``       which records are worth comparing, rule by rule, none of which explodes
``relatives``      the guard for twins, siblings and parents of one name
``clustering``     people out of weights; impossible ones are refused
``learning``       the model of a run: weights, how common values are, the prior
``households``     a second pass: what whole households say about each of their members
``people``         whole groups where nothing speaks against, the others by ``clustering``
``deciding``       what people decided binds every run; ``binding`` carries it out
``workbench``      the database of a run, from which an interrupted one goes on
``verdict``        whom a pair may be taken for: twin, parent, stranger of one name
``live``           one record sought among millions: the model compiled, an index in PostgreSQL
``linking``        bulk linkage from start to end; ``outcome`` writes what it found
``backend``        on what pairs are found and scored: DuckDB, or ``spark``
``encoding``       keyed encodings in place of names: made, linked in bulk, looked up
``measuring``      clusters against a truth, and where the losses are
=================  ===========================================================================

Nothing here logs or stores a person.  The caches, bounded and in memory only, hold a name, a
postcode, a date or an address line by itself, never two facts of one person together.
"""
