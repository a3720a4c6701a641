from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "joinedup.trust.drafts"
    label = "drafts"
