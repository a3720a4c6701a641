from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "joinedup.record.outcomes"
    label = "outcomes"
