"""One record sought among millions while somebody waits: the same model as in bulk, live.

``prepared``     one record made ready, value by value, as bulk does it
``expressions``  the model's conditions, in SQL, as expressions of Python
``scorer``       the model compiled into one function
``postgres``     the model's conditions as a function of the database, which answers with levels
``within``       a question for that function: what goes with it, what its levels say
``blocks``       the keys under which a record lies in the index and is sought
``index``        the table in PostgreSQL: loading, putting in, taking out
``lookup``       a question asked: candidates, weights, verdicts, words
``surveying``    whether the records hold anybody's relatives
``building``     an index built from a file, trained on if there is no model
"""
