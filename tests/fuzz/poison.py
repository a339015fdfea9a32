"""What the mutations put into contents: values and lines that broke readers before."""

NUMBERS = (
    *rb"-1 0 -0 +5 1,5 0x10 1e308 -1e308 1e-400 1e999999999 1.2.3 . - 1_000 &#48;".split(),
    *b"NaN nan inf -inf Infinity null true nil".split(),
    *b"255 256 1000 999999999 999999999.999999999 4294967295 2147483648".split(),
    *b"9007199254740993 99999999999999999999".split(),
    *(b"", b" 7 ", b"1" * 500, b"0." + b"0" * 300, b"\xff", b"\x00", "½".encode()),
    # Digits of other scripts, which Python's int and Decimal take for digits.
    *("\N{ARABIC-INDIC DIGIT THREE}".encode(), "\N{FULLWIDTH DIGIT ONE}".encode()),
)
WORDS = (
    *b"]]> <!-- --> <![CDATA[ &lt;script&gt; &#0; &#x110000; <?x\\?> \\u0000 \\ud800".split(),
    *(
        b"&amp;#" + b"9" * 5000 + b";",
        b'"',
        b"&amp;" * 40,
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n",
        b"\x1b[31m",
    ),
    *("\u202e".encode(), "\U0001f600".encode(), "\ud800".encode("utf-8", "surrogatepass")),
)
DOCTYPES = (
    b'<!DOCTYPE a [<!ENTITY x "aaaaaaaaaa"><!ENTITY y "&x;&x;&x;&x;">]>',
    b'<!DOCTYPE a SYSTEM "file:///nowhere">',
    b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://192.0.2.1/"> %p;]>',
)
GCODE_LINES = (
    *b"""T0\nT1\nT4\nT254\nT255\nT99999\nT-1\nT1.5\nM1020 S3\nM1020 S999999\n    T2
M82\nM83\nG90\nG91\nG92 E0\nG92 X1e9 E-5\nG92\nM620 S1A\nM621 S1A\nM620 S
; FLUSH_START\n; FLUSH_END\n; VFLUSH_START\n; VFLUSH_END\n; WIPE_START\n; WIPE_END
;VG1 E50 F100\n;VG1 E-5 F0\n;VG1 E9e9\n; EXTERNAL_PURGE 1e9\n; EXTERNAL_PURGE 99999.9
; FEATURE: Prime tower\n; FEATURE: Support\n; FEATURE: \n;TYPE:Brim\n;TYPE:\n; CHANGE_LAYER
; CONFIG_BLOCK_START\n; CONFIG_BLOCK_END\n; HEADER_BLOCK_END\n; total layer number: 99999999
; filament_density = nan,inf\n; nozzle_volume = 1e308\n; filament_map = 0,-1,99
M73 P50 R-5\nM73 P50 R999999999\nM73\nM400 S1e9\nG4 P99999999999\nSYNC T1e5\nM204 S0\nM204 S-5
G1 X1 E1e300\nG1 X9999999999999 E9999999999999\nG1 E5\nG1  X5  E.5\nG1 X5 E.\nG1 X5 E-\nG1 XE
G2 X5 Y5 I1e9 J-1e9 E1\nG3 X5 Y5 I0 J0 E1\nG1 X5Y5E5\ng1 x5 e5\nG1 F0\nG1 X5 F-1 E1""".splitlines(),
    *(b"; EXTERNAL_PURGE " + b"1" * 900_000, b"G4 S" + b"1" * 900_000),
    *(b"\tG1 X3 E1", b"G1 X3 E1\r", b"\x00" * 40, b"G1 X" + b"9" * 3000, b"; " + b"x" * 5000),
)
JSON_VALUES: tuple[object, ...] = (
    *(None, True, -1, 1e308, 10**30, "", "nil", "nan", "1e400", "x" * 5000, "\ud800", "a\0b"),
    *([], {}, [[]], [None, 1.5, "a"], ["1"] * 3000, {"sequence": [1, "2", None, 10**12]}),
    {"sequence": {}},
)
READ_KEYS = ("filament_", "flush", "nozzle", "temp", "extruder", "brim", "layer", "plate_", "bed")
