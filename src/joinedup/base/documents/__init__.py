"""Documents that people take away: tagged PDF in three print sizes, plain text, spreadsheets.

A `Document` says what is to be read, once; `as_pdf` and `as_text` say it in a format. Everything
is made in memory: no file that holds a person's data is written to disk.
"""
