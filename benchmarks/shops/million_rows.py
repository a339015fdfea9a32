"""A shop with a million rows to search, beside other shops with some of their own."""

from typing import Final
from uuid import UUID

import psycopg

MODELS: Final = 60_000
VARIANTS: Final = 140_000
FILAMENTS: Final = 20_000
SPOOLS: Final = 180_000
JOBS: Final = 600_000
ROWS: Final = MODELS + VARIANTS + FILAMENTS + SPOOLS + JOBS
# Every other shop is a hundredth of it.
OTHER_SHOPS: Final = 20

# Words as names have them: a hundred things, fifty kinds of them, and twenty thousand words that
# are rare; one thing in seven is a Box.
_FILL: Final = """
CREATE TEMP TABLE things AS SELECT row_number() OVER () AS place, w FROM unnest(string_to_array(
    'Box Vase Dragon Planter Hook Bracket Organizer Lamp Holder Stand Keychain Earring Gear Cover '
    'Tray Clip Rack Knob Hinge Drawer Bowl Puzzle Whistle Coaster Ornament Figure Statue Skull '
    'Octopus Turtle Snail Cat Dog Fox Owl Whale Shark Horse Unicorn Rocket Castle Tower Bridge '
    'Train Truck Plane Boat Crown Helmet Sword Shield Mask Ring Bangle Pendant Brooch Button '
    'Buckle Spool Funnel Scoop Spoon Ruler Compass Stencil Stamp Cutter Mold Press Clamp Vise Jig '
    'Wrench Handle Lever Pulley Wheel Axle Bearing Spring Valve Nozzle Fan Duct Mount Adapter '
    'Spacer Washer Bolt Nut Screw Anchor Peg Latch Lock Key Chain Link Loop Strap Mushroom', ' '
)) w;
CREATE TEMP TABLE kinds AS SELECT row_number() OVER () AS place, w FROM unnest(string_to_array(
    'Flexi Mini Large Modular Stackable Hexagonal Round Square Twisted Low-Poly Voronoi Spiral '
    'Classic Modern Gothic Celtic Nordic Japanese Geometric Floral Wavy Ribbed Smooth Textured '
    'Articulated Foldable Collapsible Magnetic Hanging Desk Wall Kitchen Garden Travel Pocket '
    'Custom Personalized Vintage Retro Futuristic Tiny Giant Double Triple Slim Heavy Light Secret '
    'Hidden Lucky', ' ')) w;
CREATE TEMP TABLE rare AS
SELECT n AS place, initcap(s[1 + n %% 20] || s[1 + n / 20 %% 20] || s[1 + n / 400 %% 20]
                  || CASE WHEN n %% 3 = 0 THEN s[1 + n * 7 %% 20] ELSE '' END) AS w
  FROM generate_series(0, 19999) n, (SELECT ARRAY['ba', 'ke', 'lin', 'mo', 'ra', 'ti', 'zu', 'fel',
       'gor', 'hum', 'jas', 'nep', 'pol', 'quin', 'ros', 'sel', 'tor', 'ul', 'vin', 'wex'] AS s) x;
SET session_replication_role = replica;
INSERT INTO models (user_id, name, designer, category, tags, created_at)
SELECT %(shop)s, k.w || ' ' || t.w || ' ' || r.w, 'Maker ' || n %% 400,
       (ARRAY['keychain', 'earring', 'decoration', 'functional'])[1 + n %% 4]::category_enum,
       ARRAY[lower(k.w), 'tag' || n %% 90], timestamptz '2023-01-01' + n * interval '20 minutes'
  FROM generate_series(1, %(models)s) n
  JOIN things t ON t.place = CASE WHEN n %% 7 = 0 THEN 1 ELSE 1 + n * 31 %% 100 END
  JOIN kinds k ON k.place = 1 + n / 3 %% 50 JOIN rare r ON r.place = n * 13 %% 20000;
CREATE TEMP TABLE m AS SELECT id, row_number() OVER (ORDER BY created_at) AS place FROM models
 WHERE user_id = %(shop)s;
INSERT INTO model_variants (user_id, model_id, name, version, printer_model, print_duration_s,
                            status, created_at, bambu_metadata)
SELECT %(shop)s, m.id, (ARRAY['Standard', 'Fine', 'Draft', 'Strong'])[1 + n %% 4],
       1 + n / %(models)s,
       'P1S', 600 + n %% 30000, 'proven', timestamptz '2023-01-01' + n * interval '8 minutes',
       CASE WHEN n <= 5000 THEN jsonb_build_object('rawMetadata', (
           SELECT jsonb_object_agg('setting_' || k, (n * k %% 7)::text)
             FROM generate_series(1, 40) k) || jsonb_build_object(
           'layer_height', (ARRAY['0.08', '0.12', '0.16', '0.2', '0.24', '0.28'])[1 + n %% 6],
           'sparse_infill_pattern', (ARRAY['gyroid', 'grid', 'cubic', 'honeycomb'])[1 + n %% 4]))
       ELSE '{}' END
  FROM generate_series(0, %(variants)s - 1) n JOIN m ON m.place = 1 + n %% %(models)s;
INSERT INTO filaments (user_id, brand, material_type, slicer_name, color_name, color_hex, bambu_id,
                       maker_code, gtin)
SELECT %(shop)s, 'Brand ' || r.w,
       CASE WHEN n %% 400 = 0 THEN 'ASA'
            ELSE (ARRAY['PLA', 'PETG', 'ABS', 'TPU'])[1 + n %% 4] END::material_type_enum,
       (ARRAY['Basic', 'Matte', 'Silk', 'HF', 'Tough'])[1 + n %% 5],
       (ARRAY['Black', 'White', 'Red', 'Blue', 'Green', 'Orange', 'Grey', 'Pink'])[1 + n / 7 %% 8]
           || ' ' || n, '#' || upper(lpad(to_hex(n * 8191 %% 16777216), 6, '0')),
       'GF' || chr(65 + n %% 26) || lpad((n / 26 %% 100)::text, 2, '0'), 'C' || 10000 + n,
       (6900000000000 + n * 17)::text
  FROM generate_series(1, %(filaments)s) n JOIN rare r ON r.place = n %% 60;
CREATE TEMP TABLE f AS SELECT id, row_number() OVER () AS place FROM filaments
 WHERE user_id = %(shop)s;
INSERT INTO purchases (id, user_id) VALUES (%(shop)s, %(shop)s);
INSERT INTO filament_inventory (user_id, filament_id, purchase_id, purchase_position, number,
                                initial_grams, quantity_grams, location, batch_identifier)
SELECT %(shop)s, f.id, %(shop)s, n, n, 1000,
       CASE WHEN n %% 10 = 0 THEN 1 + n * 7 %% 1000 ELSE 0 END, 'Shelf ' || n %% 60, 'B' || n / 50
  FROM generate_series(1, %(spools)s) n JOIN f ON f.place = 1 + n %% %(filaments)s;
CREATE TEMP TABLE v AS
SELECT id, row_number() OVER (ORDER BY created_at) AS place FROM model_variants
 WHERE user_id = %(shop)s;
INSERT INTO plates (user_id, id, variant_id, plate_index)
SELECT %(shop)s, v.id, v.id, 1 FROM v;
INSERT INTO filament_requirements (user_id, plate_id, filament_index, filament_id, source)
SELECT %(shop)s, v.id, 1, f.id, 'slice_info'
  FROM v JOIN f ON f.place = 1 + v.place * 7 %% %(filaments)s;
INSERT INTO print_jobs (user_id, number, variant_id, plate_id, batch_id, batch_position, status,
                        queue_position, finished_at, failure_reason, failure_note)
SELECT %(shop)s, n, v.id, v.id, v.id, n, CASE WHEN n %% 12 = 0 THEN 'failed' ELSE 'completed' END
           ::job_status_enum, n, timestamptz '2023-01-01' + n * interval '2 minutes',
       CASE WHEN n %% 12 = 0 THEN 'adhesion' END::failure_reason_enum,
       CASE WHEN n %% 24 = 0 THEN 'corner came off the bed' ELSE '' END
  FROM generate_series(1, %(jobs)s) n JOIN v ON v.place = 1 + n * 17 %% %(variants)s;
RESET session_replication_role;
DROP TABLE things, kinds, rare, m, v, f;
"""


def fill(connection: psycopg.Connection, user_id: UUID, *, parts: int = 1) -> None:
    """Give a user a shop of so many rows, or a part of them, as a superuser without triggers.

    Before the migration that makes the index: it then fills the index as it does in a real shop.
    """
    sizes = {
        "models": MODELS // parts,
        "variants": VARIANTS // parts,
        "filaments": FILAMENTS // parts,
        "spools": SPOOLS // parts,
        "jobs": JOBS // parts,
    }
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(_FILL, {"shop": user_id, **sizes})
