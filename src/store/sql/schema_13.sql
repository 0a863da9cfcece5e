-- What an operator said of single days of a market's calendar: an unscheduled closure, an early
-- close, or (with `says` 'as-tabled') that an earlier word about the day was a mistake. Facts like
-- the others: an edition knows those with `known_at` at or before its cut-off. `closes_at` is
-- civil time of the market, `known_at` microseconds UTC.

CREATE TABLE closures (
    id INTEGER PRIMARY KEY,
    calendar TEXT NOT NULL,
    date TEXT NOT NULL,
    says TEXT NOT NULL CHECK (says IN ('closed', 'closes-at', 'as-tabled')),
    closes_at TEXT,
    because TEXT NOT NULL,
    known_at INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id),
    CHECK ((says = 'closes-at') = (closes_at IS NOT NULL))
) STRICT;
CREATE TRIGGER closures_refuse_update BEFORE UPDATE ON closures
BEGIN SELECT RAISE(ABORT, 'closures are facts: only ever appended'); END;
CREATE TRIGGER closures_refuse_delete BEFORE DELETE ON closures
BEGIN SELECT RAISE(ABORT, 'closures are facts: only ever appended'); END;
