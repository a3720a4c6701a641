"""Page components: the frame of a page, forms, small parts, pictures, error pages, wording.

How a page is written, in the folder `practice/<module>/pages/<page>/`. page.py:

    class ScreeningForm(forms.Form):
        rating = forms.ChoiceField(choices=RATINGS, widget=Radios(hints=RATING_HINTS))
        reasons = forms.CharField(widget=forms.Textarea, max_length=5_000)
        born = PartialDateField(label="When was the child born?", subject="Birth date", past=True)

    def screening(request: HttpRequest, contact_id: UUID) -> HttpResponse:
        contact = queries.open_contact(actor_of(request), contact_id, purpose=...)
        form = ScreeningForm(request.POST or None)
        if form.is_valid():
            commands.record_screening(actor_of(request), contact=contact, **form.cleaned_data)
            messages.success(request, "Screening recorded")
            return redirect("contact", contact_id)
        context = {"form": form, "contact": present(contact), "back": reverse("work_list")}
        return render(request, "practice/safeguarding_hub/pages/screening/page.html", context)

page.html:

    {% extends "base/govuk/page.html" %}
    {% from "base/govuk/fields.html" import form_fields %}
    {% from "base/govuk/components.html" import button, clock, person_card %}
    {% block title %}Screen this contact{% endblock %}
    {% block content %}
      <h1 class="govuk-heading-l">Screen this contact</h1>
      {{ person_card(contact.child) }}
      <p class="govuk-body">{{ clock(contact.deadline, contact.received_at) }}</p>
      <form method="post" novalidate data-draft-url="{{ url('draft', contact.form_key) }}">
        {{ csrf_input }}
        {{ form_fields(form) }}
        {{ button("Record the screening") }}
      </form>
    {% endblock %}

The frame shows the error summary of `form` (or of every form in `forms`), the back link of `back`
or the trail of `breadcrumbs` ([{"text", "href"}]), and the messages of the step before.
"""
