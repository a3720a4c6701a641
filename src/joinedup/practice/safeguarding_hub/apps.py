from django.apps import AppConfig


class SafeguardingHubConfig(AppConfig):
    name = "joinedup.practice.safeguarding_hub"
    label = "safeguarding_hub"
