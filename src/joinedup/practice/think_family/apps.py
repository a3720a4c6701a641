from django.apps import AppConfig


class ThinkFamilyConfig(AppConfig):
    name = "joinedup.practice.think_family"
    label = "think_family"
