"""Design-system components, form fields, page base, error pages."""
