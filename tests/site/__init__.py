"""The class site, opened in Chromium as students do: a plain web server, no other host in reach.

`python -m tests.site FOLDER` checks a site that was built; see `checks.py` for what is looked at.
"""
