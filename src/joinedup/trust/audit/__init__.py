"""Append-only, tamper-evident log of reads and writes."""
