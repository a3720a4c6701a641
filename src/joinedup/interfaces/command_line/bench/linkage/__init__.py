"""How well and how fast people are linked, in files of six made-up agencies of any size."""
