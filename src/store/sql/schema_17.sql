-- Flashes: short mails between two editions. A flash is kept as it went out; its readers stand in
-- the outbox under its id, its day and its number. One cause is told once between two editions.
-- Instants are microseconds UTC.

CREATE TABLE flashes (
    flash TEXT NOT NULL,
    date TEXT NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    at INTEGER NOT NULL,
    since TEXT NOT NULL,
    recorded_through INTEGER NOT NULL,
    headline TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    PRIMARY KEY (flash, date, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE flash_causes (
    flash TEXT NOT NULL,
    since TEXT NOT NULL,
    ticker TEXT NOT NULL,
    cause TEXT NOT NULL,
    date TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (flash, since, ticker, cause),
    FOREIGN KEY (flash, date, n) REFERENCES flashes (flash, date, n)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER flashes_refuse_update BEFORE UPDATE ON flashes
BEGIN SELECT RAISE(ABORT, 'a flash is never changed'); END;
CREATE TRIGGER flashes_refuse_delete BEFORE DELETE ON flashes
BEGIN SELECT RAISE(ABORT, 'a flash is never deleted'); END;
CREATE TRIGGER flash_causes_refuse_update BEFORE UPDATE ON flash_causes
BEGIN SELECT RAISE(ABORT, 'why a flash went out is never changed'); END;
CREATE TRIGGER flash_causes_refuse_delete BEFORE DELETE ON flash_causes
BEGIN SELECT RAISE(ABORT, 'why a flash went out is never deleted'); END;
