"""The catalog page: the models as cards, and one of them with its versions and plates."""
