"""Every address of the site, put together from the pages of each module."""

from django.urls import URLPattern, URLResolver, include, path

from joinedup.base.govuk import errors

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("joinedup.interfaces.web.home.page")),
    path("", include("joinedup.interfaces.web.search.page")),
    path("", include("joinedup.interfaces.web.whole_person.page")),
    path("", include("joinedup.interfaces.web.person_chronology.page")),
    path("", include("joinedup.interfaces.web.about.page")),
    path("agreements/", include("joinedup.interfaces.exchange.agreements.page")),
    path("agreements/", include("joinedup.interfaces.web.agreements.page")),
    path("break-glass/", include("joinedup.interfaces.web.break_glass.page")),
    path("break-glass/reviews/", include("joinedup.interfaces.web.break_glass_reviews.page")),
    path("sharing/", include("joinedup.interfaces.web.who_may_see.urls")),
    path("audit/", include("joinedup.interfaces.web.governance.page")),
    path("people/", include("joinedup.record.people.pages.urls")),
    path("one-person/", include("joinedup.record.duplicates.pages.urls")),
    path("our-records/events/", include("joinedup.record.chronology.pages.own_events.page")),
    path("our-records/", include("joinedup.record.linkage.pages.our_records.page")),
    path("chronology/", include("joinedup.record.chronology.pages.timeline.page")),
    path("", include("joinedup.practice.safeguarding_hub.pages.urls")),
    path("matching/", include("joinedup.practice.think_family.pages.urls")),
    path("evaluation/", include("joinedup.insight.evaluation.pages.urls")),
    path("account/", include("joinedup.trust.accounts.urls")),
    path("drafts/", include("joinedup.trust.drafts.urls")),
]

handler400 = errors.bad_request
handler403 = errors.not_found
handler404 = errors.not_found
handler429 = errors.too_many_requests
handler500 = errors.server_error
