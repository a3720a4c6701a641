from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "joinedup.record.duplicates"
    label = "duplicates"
