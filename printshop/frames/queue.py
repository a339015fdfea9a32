"""What waits to be printed, on what, and what is answered about it."""

from typing import Final

import polars as pl

from printshop.frames.contract import UTC_TIME

# One row per job that is queued or printing, in the order in which they are to
# be printed (printing ones first), key job_id. position counts from 0.
# duration_s is null for a plate whose time nobody has said, and where it is said to be none.
# started_at is null while queued; printer_id is null while no printer was chosen. progress_pct
# is what a person last said, at progress_at. sliced_for is the printer model of the file, empty
# where it does not say; nozzle_um is its nozzle in thousandths of a millimetre, null where it
# does not say; bed_type is the slicer's word for the plate's surface, empty where it does not
# say. materials are those of its matched filaments, joined by "|", and filament_count how many
# positions of the file's list it uses.
QUEUE: Final = pl.Schema(
    {
        "job_id": pl.String,
        "plate_id": pl.String,
        "variant_id": pl.String,
        "status": pl.String,
        "position": pl.Int32,
        "printer_id": pl.String,
        "duration_s": pl.Int64,
        "started_at": UTC_TIME,
        "number": pl.Int32,
        "priority": pl.Int32,
        "due_at": UTC_TIME,
        "progress_pct": pl.Int32,
        "progress_at": UTC_TIME,
        "sliced_for": pl.String,
        "nozzle_um": pl.Int32,
        "bed_type": pl.String,
        "materials": pl.String,
        "filament_count": pl.Int32,
    }
)

# One row per active printer, key printer_id, sorted by name: what it can do. ams_slots counts
# all its trays, 0 for a single spool holder; with two extruders they are shared out evenly.
# accepts_models, materials and bed_types are joined by "|"; the last two mean "any" where
# they are empty. turnaround_s is null where it is the shop's own.
PRINTERS: Final = pl.Schema(
    {
        "printer_id": pl.String,
        "name": pl.String,
        "model": pl.String,
        "nozzle_um": pl.Int32,
        "ams_slots": pl.Int32,
        "extruder_count": pl.Int32,
        "takes_any_model": pl.Boolean,
        "accepts_models": pl.String,
        "materials": pl.String,
        "bed_types": pl.String,
        "turnaround_s": pl.Int32,
    }
)

# One row per spool that sits in a printer, key spool_id and (printer_id, slot), sorted by
# printer_id and slot. slot 0 is the holder outside the AMS.
LOADED: Final = pl.Schema(
    {
        "printer_id": pl.String,
        "slot": pl.Int32,
        "spool_id": pl.String,
        "filament_id": pl.String,
    }
)

# One row per subject (a plate, a variant or a job) and filament_id: the result of
# feasibility. filament_id is null where the requirement has no filament yet.
# available_cg is what is left for this subject after reservations; weighed and
# assumed spools apart; short_cg is never negative. spools_needed is the smallest
# number of weighed spools that together hold needed_cg, null when short. substitute_id is
# the filament that stands in for it, null but where the state is "ready_substitute".
# state: "ready" | "ready_refill" | "ready_swap" | "ready_substitute" | "unverified" |
# "short" | "unmatched" | "unknown".
FEASIBILITY_BY_FILAMENT: Final = pl.Schema(
    {
        "subject_id": pl.String,
        "filament_id": pl.String,
        "needed_cg": pl.Int64,
        "available_cg": pl.Int64,
        "assumed_cg": pl.Int64,
        "short_cg": pl.Int64,
        "spools_needed": pl.Int32,
        "substitute_id": pl.String,
        "state": pl.String,
    }
)

# One row per subject, key subject_id: the worst state of its filaments.
FEASIBILITY: Final = pl.Schema({"subject_id": pl.String, "state": pl.String})

# One row per job of QUEUE, same order. Times are aware UTC; null where they
# cannot be said, and `reason` then says why in words for the person. starts_at and
# ends_at are as likely early as late; late_starts_at and late_ends_at, never before them,
# are exceeded one time in ten.
SCHEDULE: Final = pl.Schema(
    {
        "job_id": pl.String,
        "printer_id": pl.String,
        "starts_at": UTC_TIME,
        "ends_at": UTC_TIME,
        "late_starts_at": UTC_TIME,
        "late_ends_at": UTC_TIME,
        "reason": pl.String,
    }
)

# One row per waiting job and active printer that cannot take it, key (job_id, printer_id), in
# the order of QUEUE and then of PRINTERS. sentence says why, with the printer's name as typed.
REFUSED: Final = pl.Schema({"job_id": pl.String, "printer_id": pl.String, "sentence": pl.String})

# One row per job, key job_id: how probable it is that a run of it ends well, above 0 up to 1.
JOB_SUCCESS: Final = pl.Schema({"job_id": pl.String, "success": pl.Float64})
