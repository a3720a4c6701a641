"""The addresses of who may see a record."""

from joinedup.interfaces.web.who_may_see.letting_in import urlpatterns as letting_in
from joinedup.interfaces.web.who_may_see.page import urlpatterns as page

urlpatterns = [*page, *letting_in]
