from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "joinedup.trust.sharing"
    label = "sharing"
