from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "joinedup.trust.agencies"
    label = "agencies"
