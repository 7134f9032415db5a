"""Pages: one builder, one security policy, one palette, one player, one kit for the DOM.

page      one HTML file that needs no network: `page.html` around what a room brings
folder    what a room brings: `body.html`, `style.css`, `main.js` and the modules beside it
module    an ES module, in a file; it says by imports what it needs and by exports what it offers
script    all modules of a page, joined in the order that their imports give
policy    what the browser lets a page do: run the one script whose hash it names, nothing else
palette   the colours of `viz.style` as custom properties of CSS, light and dark
data      what the script shows, as JSON; labels and names reach the page in it alone
frame     what shows a page in a notebook, and tells it whether the notebook is light or dark
player    the controls that lead through the positions of a page: 0 for the start, up to the last
"""

from viz.web.builder import build_page
from viz.web.frame import framed
from viz.web.saving import save_page

__all__ = ["build_page", "framed", "save_page"]
