"""Filling a scratch database with a made-up area of any size, by COPY, in minutes.

Only here may rows be written past the commands: a benchmark needs millions, all made up, in a
database that nobody works in. Policies, functions and indexes are the real ones.
"""
