from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "joinedup.base.foundation"
    label = "foundation"
