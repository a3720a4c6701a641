"""The steps of a record that goes from state to state, each decided on a page of its own."""
