from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "joinedup.trust.accounts"
    label = "accounts"
