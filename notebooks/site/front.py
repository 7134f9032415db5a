"""The front page."""

from .gallery import exhibits
from .lectures import lectures
from .pages import HERE, Site

__all__ = ["write_front"]


def write_front(site: Site) -> None:
    """Write the front page, and the pictures of the lectures on it."""
    every = lectures()
    for lecture in every:
        if lecture.picture:
            picture = HERE.parent / "pictures" / lecture.picture
            site.write(f"pictures/{lecture.picture}", picture.read_bytes())
    named = {exhibit.name: exhibit for exhibit in exhibits()}
    site.page(
        "index.html",
        "front.html.j2",
        lectures=every,
        exhibits=list(named.values()),
        walk=named["neuron"],
        playground=named["moons"],
    )
