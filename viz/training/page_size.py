"""How large a model a page of training may have."""

__all__ = ["check_page_size", "fits_page"]

# Of so many, a page of 60 steps has 4 MB, or 6 MB where it goes on training; it opens in a second
# and shows some 30 frames a second. Of twice as many it has 12 MB and shows 15.
MOST_PARAMETERS = 5000


def fits_page(parameters: int) -> bool:
    """Tell whether a page can show so many parameters."""
    return parameters <= MOST_PARAMETERS


def check_page_size(parameters: int) -> None:
    """Raise ValueError for more parameters than a page can show, 5,000, before they are trained."""
    if not fits_page(parameters):
        raise ValueError(
            f"page: given {parameters:,} parameters; allowed: up to {MOST_PARAMETERS:,}; train by "
            "fit(…, record=True) and save a .gif, which has room for more"
        )
