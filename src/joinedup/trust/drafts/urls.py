"""Where a page keeps what is being typed."""

from joinedup.trust.drafts.pages import autosave

urlpatterns = autosave.urlpatterns
