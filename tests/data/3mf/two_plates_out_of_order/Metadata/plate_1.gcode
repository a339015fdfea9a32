; HEADER_BLOCK_START
; BambuStudio 02.05.00.66
; model printing time: 12m 37s; total estimated time: 18m 42s
; total layer number: 3
; total filament length [mm] : 189.47,226.43
; total filament volume [cm^3] : 455.74,544.64
; total filament weight [g] : 0.58,0.69
; model label id: 21,54
; filament_density: 1.26,1.28,1.24,1.27,1.22
; filament_diameter: 1.75,1.75,1.75,1.75,1.75
; max_z_height: 0.60
; filament: 2,4
; HEADER_BLOCK_END

; CONFIG_BLOCK_START
; brim_object_gap = 0.1
; brim_type = outer_only
; brim_width = 3
; change_filament_gcode = M620 S[next_extruder]A\nT[next_extruder]\n; FLUSH_START\nG1 E{flush_length_1}\n;VG1 E4 F{new_filament_e_feedrate}\n; FLUSH_END\nM621 S[next_extruder]A\n
; cool_plate_temp = 35,0,35,0,0
; curr_bed_type = Textured PEI Plate
; different_settings_to_system = wall_loops;brim_type,,,filament_cost,,,
; enable_prime_tower = 1
; enable_support = 1
; extruder_type = "Direct Drive"
; filament_colour = #F4EE2A;#0A2CA5;#C12E1F;#FFFFFF80;#00AE42
; filament_cost = 24.99,22.99,20,0,69.98
; filament_density = 1.26,1.28,1.24,1.27,1.22
; filament_diameter = 1.75,1.75,1.75,1.75,1.75
; filament_extruder_variant = "Direct Drive Standard","Direct Drive Standard","Direct Drive Standard","Direct Drive Standard","Direct Drive Standard"
; filament_ids = GFA00,GFG02,GFL99,GFG99,GFS02
; filament_is_support = 0,0,0,0,1
; filament_map = 1,1,1,1,1
; filament_notes = 
; filament_self_index = 1,2,3,4,5
; filament_settings_id = "Bambu PLA Basic @BBL P1S 0.4 nozzle";"Bambu PETG HF @BBL P1S 0.4 nozzle";"Generic PLA";"Generic PETG";"Bambu Support For PLA @BBL P1S"
; filament_soluble = 0,0,0,0,0
; filament_type = PLA;PETG;PLA;PETG;PLA
; filament_vendor = "Bambu Lab";"Bambu Lab";Generic;Generic;"Bambu Lab"
; flush_into_infill = 0
; flush_into_objects = 0
; flush_into_support = 1
; flush_multiplier = 1
; flush_volumes_matrix = 0,151,162,173,184,177,0,199,210,221,214,225,0,247,258,251,262,273,0,295,288,299,310,321,0
; flush_volumes_vector = 140,140,140,140,140,140,140,140,140,140
; grab_length = 0
; hot_plate_temp = 55,70,60,75,55
; initial_layer_print_height = 0.2
; layer_height = 0.2
; machine_load_filament_time = 29
; machine_unload_filament_time = 28
; nozzle_diameter = 0.4
; nozzle_temperature = 220,245,215,255,210
; nozzle_temperature_initial_layer = 220,245,220,255,210
; nozzle_type = hardened_steel
; nozzle_volume = 107
; nozzle_volume_type = Standard
; prime_tower_width = 35
; prime_volume = 45
; print_settings_id = 0.20mm Standard @BBL X1C
; printer_model = Bambu Lab P1S
; printer_settings_id = Bambu Lab P1S 0.4 nozzle
; printer_variant = 0.4
; seam_position = aligned
; sparse_infill_density = 15%
; support_filament = 0
; support_interface_filament = 5
; support_type = tree(auto)
; textured_plate_temp = 55,70,60,75,55
; version = 02.05.00.66
; wall_loops = 2
; CONFIG_BLOCK_END

; EXECUTABLE_BLOCK_START
M73 P0 R19
M201 X20000 Y20000 Z500 E5000
M203 X500 Y500 Z20 E30
M204 P20000 R5000 T20000
M205 X9.00 Y9.00 Z3.00 E2.50
; FEATURE: Custom
;===== start of the printer =====
M17 ; motors on
M140 S55
M190 S55
M104 S255
G28
M620 S3A   ; load filament if not current filament
    M109 S255
    G1 X120 F12000
    T3
    G1 X54 F12000
    G1 Y265
    M400
M621 S3A
M412 S1 ; turn on filament runout detection
M400 P10
G90
M83
G1 E50 F200
M400
G1 E50 F200
M73 P10 R17
G1 E-0.5 F300
M400 S5
G29
; nozzle load line
G1 X18 Y1 Z0.8 F18000
G1 E2 F300
G1 X50 E5.58770
G1 X90 E6.98463
G1 X130 E6.98463
G1 X170 E6.98463
G1 X210 E6.98463
M109 S255
G1 Z2 F1200
; MACHINE_START_GCODE_END
M73 P10 R13
; filament start gcode
M106 P3 S150
G90
G21
M83 ; use relative distances for extrusion
M981 S1 P20000
; CHANGE_LAYER
; Z_HEIGHT: 0.2
; LAYER_HEIGHT: 0.2
; layer num/total_layer_count: 1/0
; update layer progress
M73 L1
M991 S0 P0 ;notify layer change
G1 Z0.2 F1200
; FEATURE: Outer wall
G1 X60 Y60 F30000
G1 E.80000 F1800
M73 P17 R12
G1 F9000
G1 X120 E10.47694
G1 Y90 E5.23847
G1 X60 E10.47694
G1 Y60 E5.23847
; WIPE_START
G1 F8843.478
G1 X62 Y60 E-.76000
; WIPE_END
G1 E-.04000 F1800
; FEATURE: Gap infill
G1 X62 Y62 F30000
G1 E.80000 F1800
G1 F12000
G1 X118 E9.77848
G1 Y69 E1.22231
G1 X62 E9.77848
M73 P24 R11
G1 Y76 E1.22231
G1 X118 E9.77848
G1 Y83 E1.22231
G1 X62 E9.77848
; WIPE_START
G1 F8843.478
G1 X64 Y83 E-.76000
; WIPE_END
G1 E-.04000 F1800
; CHANGE_LAYER
; Z_HEIGHT: 0.4
; LAYER_HEIGHT: 0.2
; layer num/total_layer_count: 2/0
; update layer progress
M73 L2
M991 S0 P1 ;notify layer change
G1 Z0.4 F1200
M73 P31 R10
; FEATURE: Outer wall
G1 X60 Y60 F30000
G1 E.80000 F1800
G1 F9000
G1 X120 E10.47694
G1 Y90 E5.23847
G1 X60 E10.47694
G1 Y60 E5.23847
; WIPE_START
G1 F8843.478
G1 X62 Y60 E-.76000
; WIPE_END
G1 E-.04000 F1800
; FEATURE: Gap infill
G1 X62 Y62 F30000
G1 E.80000 F1800
G1 F12000
M73 P38 R9
G1 X118 E9.77848
G1 Y69 E1.22231
G1 X62 E9.77848
G1 Y76 E1.22231
G1 X118 E9.77848
G1 Y83 E1.22231
G1 X62 E9.77848
; WIPE_START
G1 F8843.478
G1 X64 Y83 E-.76000
; WIPE_END
G1 E-.04000 F1800
; CHANGE_LAYER
; Z_HEIGHT: 0.6
; LAYER_HEIGHT: 0.2
; layer num/total_layer_count: 3/0
; update layer progress
M73 P45 R8
M73 L3
M991 S0 P2 ;notify layer change
G1 Z0.6 F1200
;--------------------
; CP TOOLCHANGE START
; toolchange #1
; material : PLA -> PLA
;--------------------
; WIPE_TOWER_START
G17
G3 Z1 I1.217 J0 P1  F30000 ; spiral lift
; filament end gcode
M620 S1A
M204 S9000
G1 Z3.6 F1200
G1 X70 F21000
G1 Y245
M73 P52 R7
G1 Y265 F3000
M400
M106 P1 S0
    G1 X90 F3000
    G1 Y255 F4000
    T1
M73 E1
    G1 X120 F15000
    M400
G92 E0
; FLUSH_START
; always use highest temperature to flush
M400
M109 S255
G1 E5.26458 F50
G1 E5.26458 F523
G1 E5.26458 F50
M73 P59 R6
G1 E5.26458 F523
G1 E5.26458 F50
G1 E5.26458 F523
; FLUSH_END
G1 E-2 F1800
G1 E2 F300
; FLUSH_START
G1 E7.33281 F50
G1 E7.33281 F523
G1 E7.33281 F50
G1 E7.33281 F523
G1 E7.33281 F50
G1 E7.33281 F523
G1 E7.33281 F50
G1 E7.33281 F523
; FLUSH_END
G1 E-2 F1800
M73 P66 R5
G1 E2 F300
; WIPE
M400 S3
G1 X80 F15000
G1 X60 F15000
G1 X80 F15000
M400
M106 P1 S0
M621 S1A
; filament start gcode
; CP TOOLCHANGE END
; FEATURE: Prime tower
; LINE_WIDTH: 0.500000
G1 X20 Y200 F30000
G1 E.80000 F1800
G1 F12000
G1  X55 E6.11155
M73 P73 R4
G1  Y201.5 E.26192
G1  X20 E6.11155
G1  Y203 E.26192
G1  X55 E6.11155
G1  Y204.5 E.26192
G1  X20 E6.11155
G1  Y206 E.26192
G1  X55 E6.11155
G1  Y207.5 E.26192
G1  X20 E6.11155
G1  Y209 E.26192
G1  X55 E6.11155
G1  Y210.5 E.26192
G1  X20 E6.11155
G1  Y212 E.26192
G1  X55 E6.11155
G1  Y213.5 E.26192
M73 P80 R3
G1  X20 E6.11155
G1  Y215 E.26192
G1  X55 E6.11155
; WIPE_START
G1 F8843.478
G1 X53 Y215 E-.76000
; WIPE_END
G1 E-.04000 F1800
; WIPE_TOWER_END
; FEATURE: Bridge
G1 X62 Y62 F30000
G1 E.80000 F1800
G1 F12000
G1 X118 E9.77848
G1 Y69 E1.22231
G1 X62 E9.77848
G1 Y76 E1.22231
M73 P87 R2
G1 X118 E9.77848
G1 Y83 E1.22231
G1 X62 E9.77848
; WIPE_START
G1 F8843.478
G1 X64 Y83 E-.76000
; WIPE_END
G1 E-.04000 F1800
; FEATURE: Ironing
G1 X64 Y64 F30000
G1 E.80000 F1800
G1 F12000
G1 X116 E9.08002
G1 Y75 E1.92077
G1 X64 E9.08002
G1 Y86 E1.92077
G1 X116 E9.08002
M73 P94 R1
; WIPE_START
G1 F8843.478
G1 X114 Y86 E-.76000
; WIPE_END
G1 E-.04000 F1800
; filament end gcode
M73 P100 R0
; EXECUTABLE_BLOCK_END
