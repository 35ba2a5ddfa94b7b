"""Leaders' visit days: what is published, places held while a form is filled in, bookings."""
