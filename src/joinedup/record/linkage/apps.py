from django.apps import AppConfig
from django.core.checks import register


class LinkageConfig(AppConfig):
    name = "joinedup.record.linkage"
    label = "linkage"

    def ready(self) -> None:
        from joinedup.record.linkage.checks import model_serves

        register(model_serves, "installation")
