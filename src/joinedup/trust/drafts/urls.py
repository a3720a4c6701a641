"""Where a page keeps what is being typed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
