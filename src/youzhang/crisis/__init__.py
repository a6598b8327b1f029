"""A life comes first: what is done, in order, when somebody is in danger."""
