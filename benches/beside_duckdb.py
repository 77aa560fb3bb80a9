"""How long an import takes beside DuckDB's `read_csv`, of the same file, in turns.

    pip install duckdb
    cargo build --release
    python3 benches/beside_duckdb.py target/release/event-atlas [ROWS [NAMES]]

The file is invented: rows in the layout of UCDP GED, each at a position of its own, under so many names of places. Both
programs are started anew each time and may use two threads; DuckDB puts the rows into a table in memory.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

HEADER = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,"
    "number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,"
    "region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,"
    "low,gwnoa,gwnob\n"
)
DUCKDB = """
import sys, duckdb
duckdb.connect(config={"threads": 2}).execute(
    "create table t as select * from read_csv(?, header = true)", [sys.argv[1]])
"""
ROUNDS = 5


def write_rows(file, n_rows, n_names):
    """Rows of about 900 bytes, some with a line break in a cell."""
    file.write(HEADER)
    filler = "a report of some length about what is said to have happened there, " * 4
    for row in range(n_rows):
        day = f"{1990 + row % 33}-{row % 12 + 1:02}-{row % 28 + 1:02}"
        lat, lon = (row % 1_200) / 10 - 60, row // 1_200 / 4 - 170
        text = "first line\nsecond line" if row % 13 == 0 else "one line"
        file.write(
            f"{row},AAA-{day[:4]}-{row},{day[:4]},1,Clear,{row % 3 + 1},1,1,Somewhere: Government,2,2,"
            f"Government - Others,3,3,Government of {row % 40},4,4,Group {row % 300},1,"
            f'"""Agency,{day},{filler}""",Agency {row % 50},{day},"A headline, quoted",Speaker {row % 900},'
            f'{row % 7 + 1},Village {row % n_names},"{text}: {filler}",Province,District,{lat:.4f},{lon:.4f},'
            f"POINT ({lon:.4f} {lat:.4f}),1,Country,1,Region,1,{row % 5 + 1},{day},{day[:8]}28,0,1,0,0,1,2,1,1,\n"
        )


def seconds(command):
    started = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def main():
    program = sys.argv[1]
    n_rows = int(sys.argv[2]) if len(sys.argv) > 2 else 400_000
    n_names = int(sys.argv[3]) if len(sys.argv) > 3 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.csv")
        with open(path, "w", encoding="utf-8") as file:
            write_rows(file, n_rows, n_names)
        n_bytes = os.path.getsize(path)
        print(f"{n_rows} rows, {n_bytes // 1_000_000} MB, {n_names} names, each row at a position of its own")
        commands = {
            "event-atlas check": [program, "check", path],
            "DuckDB read_csv": [sys.executable, "-c", DUCKDB, path],
        }
        times = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(seconds(command))
        for name, all_times in times.items():
            median, best = statistics.median(all_times), min(all_times)
            print(f"{name}: {median:.2f} s (the best of {ROUNDS}: {best:.2f} s)")


if __name__ == "__main__":
    main()
