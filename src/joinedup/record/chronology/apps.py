from django.apps import AppConfig


class ChronologyConfig(AppConfig):
    name = "joinedup.record.chronology"
    label = "chronology"
