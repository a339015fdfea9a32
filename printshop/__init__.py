"""Printshop runs a small 3D-printing business.

The rooms, from the skin inwards; imports go down only: `ui` (with the pages
outside this package) → `services` (use cases) → `repo` (PostgreSQL), `bambu`
(.3mf files), `analytics` (Polars), `platform` (what surrounds the app) →
`frames` (the contract between repo and analytics) → `domain` → `errors`.
"""
