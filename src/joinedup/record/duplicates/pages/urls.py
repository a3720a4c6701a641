"""The addresses of the work list and of its pairs."""

from joinedup.record.duplicates.pages.list.page import urlpatterns as listed
from joinedup.record.duplicates.pages.pair.page import urlpatterns as pair

urlpatterns = [*listed, *pair]
