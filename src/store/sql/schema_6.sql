-- What each news window came to, by the hash of all that it was measured from (hexadecimal) and
-- with the cut-off that it was measured for: `src/model/kept.rs` has the meaning and the units.
-- A row is never changed. One may be deleted: it is measured again. Instants are microseconds UTC.

CREATE TABLE windows (
    key TEXT PRIMARY KEY,
    cut_off INTEGER NOT NULL,
    measured_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX windows_by_cut_off ON windows (cut_off);

CREATE TABLE measures (
    key TEXT NOT NULL REFERENCES windows (key) ON DELETE CASCADE,
    ticker TEXT NOT NULL,
    articles INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    positive INTEGER NOT NULL,
    neutral INTEGER NOT NULL,
    negative INTEGER NOT NULL,
    tone REAL NOT NULL,
    effective REAL NOT NULL,
    one_sided REAL,
    dispersion REAL,
    margin REAL,
    novelty REAL,
    is_primary INTEGER NOT NULL,
    PRIMARY KEY (key, ticker)
) STRICT, WITHOUT ROWID;

CREATE TABLE pairs (
    key TEXT NOT NULL REFERENCES windows (key) ON DELETE CASCADE,
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    stories INTEGER NOT NULL,
    weight_e6 INTEGER NOT NULL,
    shared INTEGER NOT NULL,
    opposed INTEGER NOT NULL,
    PRIMARY KEY (key, one, other)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER windows_refuse_update BEFORE UPDATE ON windows
BEGIN SELECT RAISE(ABORT, 'windows are kept as they were measured'); END;
CREATE TRIGGER measures_refuse_update BEFORE UPDATE ON measures
BEGIN SELECT RAISE(ABORT, 'measures are kept as they were measured'); END;
CREATE TRIGGER pairs_refuse_update BEFORE UPDATE ON pairs
BEGIN SELECT RAISE(ABORT, 'pairs are kept as they were measured'); END;
