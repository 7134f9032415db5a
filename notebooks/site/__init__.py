"""The class site: one command makes a folder that any web server can hand out, to any number.

site      the folder that is made; every link in it is relative, and nothing comes from elsewhere
page      an HTML file made of a template; live page: a walk, a playground, with scripts of its own
lecture   a notebook as a page to read
exhibit   a program of the gallery, with the live page and the picture that it makes
"""

from .building import build

__all__ = ["build"]
