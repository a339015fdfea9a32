"""Everything Streamlit that the pages are made of: the shared parts, and a folder for each page.

A page is a file of `pages/shop/`, registered by `streamlit_app.py`, and looks like this:

- a docstring that says the job of the screen;
- `main()`, which begins with `shop = wiring.guard()` (also where the router ran it already: a
  deep link right after the start can reach a page without the router), reads what the screen
  needs in one go, and hands plain data on;
- private `_draw_*` functions that take plain data and draw; no arithmetic, no SQL, no parsing;
- writes only in callbacks, each decorated with `@boundary.callback` (an error then becomes a
  notice on the next run, and nothing is half-drawn) and each one service call; success says so
  with `notices.say`, or `notices.offer_undo` where the step can be taken back;
- a fragment wraps its body in `with boundary.errors():`, since it reruns without the router;
- every name that a person or a file chose goes through `formats.escape_markdown` before it
  stands in a label or in Markdown, every colour through `swatches`, every state through
  `badges`; links between pages through `places`;
- widget keys begin with the page's name (`catalog.search`), and repeat by the id of the row;
- caches take the user's id as a hashed argument, and never hold stock;
- at the end `if __name__ == "__main__": main()`, which is true when Streamlit runs the page.

wiring (the one seam to the services), boundary (errors), notices (what an action did), places
(the pages), formats (text of numbers), forms (a form's fields to a checked value), model_fields,
swatches, badges, pictures: what every page needs. What only one page needs stands in a folder of
its own: today (the first page), upload, catalog, inventory, queue. `web` belongs to `asgi_app.py`.
"""
