"""The addresses of a person's record."""

from joinedup.record.people.pages.change.page import urlpatterns as change
from joinedup.record.people.pages.history.page import urlpatterns as history
from joinedup.record.people.pages.merge.page import urlpatterns as merge
from joinedup.record.people.pages.overturning.page import urlpatterns as overturning
from joinedup.record.people.pages.person.page import urlpatterns as person

urlpatterns = [*person, *history, *merge, *overturning, *change]
