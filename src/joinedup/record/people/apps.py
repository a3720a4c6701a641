from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "joinedup.record.people"
    label = "people"
