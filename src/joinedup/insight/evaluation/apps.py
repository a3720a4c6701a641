from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "joinedup.insight.evaluation"
    label = "evaluation"
