# The site that utils/make-site.sh makes of doc/: see there.
project = "ns-3 co-inference"
author = "ns-3 co-inference authors"
copyright = "2026, " + author
extensions = []
master_doc = "index"
html_theme = "alabaster"
html_theme_options = {"page_width": "1100px", "sidebar_width": "240px"}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}
html_show_sphinx = False
highlight_language = "cpp"
# Listings of shells and of JSON with remarks are not C++.
suppress_warnings = ["misc.highlighting_failure"]
html_extra_path = ["extra"]  # figures of the gallery, which utils/make-site.sh draws
html_static_path = ["static"]
html_css_files = ["narrow.css"]
