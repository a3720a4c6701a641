from django.apps import AppConfig


class LinkageConfig(AppConfig):
    name = "joinedup.record.linkage"
    label = "linkage"
