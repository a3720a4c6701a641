"""Page components: the frame of a page, forms, small parts, pictures, error pages, wording.

How a page is written, in the folder `practice/<module>/pages/<page>/`. page.py:

    class ScreeningForm(forms.Form):
        rating = forms.ChoiceField(choices=RATINGS, widget=Radios(hints=RATING_HINTS))
        reasons = forms.CharField(widget=forms.Textarea, max_length=5_000)
        born = PartialDateField(label="When was the child born?", subject="Birth date", past=True)

    @page(Purpose.SCREENING)
    def screen(request: PageRequest, contact_id: UUID) -> HttpResponse:
        contact = queries.open_contact(request.viewer, contact_id)
        form = resume(request, ScreeningForm, f"screening:{contact_id}")
        if request.method == "POST" and form.is_valid():
            commands.screen_contact(request.viewer, contact=contact, **form.cleaned_data)
            messages.success(request, "Screening recorded")
            return redirect("contact", contact_id)
        context = {"form": form, "contact": present(contact), "back": reverse("home")}
        return render(request, "practice/safeguarding_hub/pages/screening/page.html", context)

page.html:

    {% extends "base/govuk/page.html" %}
    {% from "base/govuk/fields.html" import form_fields %}
    {% from "base/govuk/components.html" import button, deadline_line, person_card %}
    {% from "trust/drafts/keeping.html" import draft_attributes, draft_fields, draft_note %}
    {% block title %}Screen this contact{% endblock %}
    {% block content %}
      <h1 class="govuk-heading-l">Screen this contact</h1>
      {{ draft_note(form) }}
      {{ person_card(contact.child) }}
      {{ deadline_line(contact.deadline, contact.received_at) }}
      <form method="post" novalidate {{ draft_attributes(form) }}>
        {{ csrf_input }}{{ draft_fields(form) }}
        {{ form_fields(form) }}
        {{ button("Record the screening") }}
      </form>
    {% endblock %}

The frame reads from the context, when they are given: `form`, or `forms` (a list of forms and
formsets), for the error summary; `back` (an address) or `breadcrumbs` ([{"text", "href"}]).
From the request: `user`, `role_name`, `navigation` (NavigationItem), `idle` (Idle), messages.
Every name in a template must exist: a misspelt one raises, also inside `{% if %}`.
"""
