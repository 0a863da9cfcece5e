-- What an outside prose engine answered, by the hash of what it was asked. A failure is kept
-- for people to see; only an answer is ever used again. Instants are microseconds UTC.

CREATE TABLE replies (
    id INTEGER PRIMARY KEY,
    request_sha256 TEXT NOT NULL,
    model TEXT NOT NULL,
    host TEXT NOT NULL,
    answer TEXT,
    failure TEXT,
    replied_at INTEGER NOT NULL,
    CHECK ((answer IS NULL) <> (failure IS NULL))
) STRICT;
CREATE INDEX replies_by_request ON replies (request_sha256, id);

CREATE TRIGGER replies_refuse_update BEFORE UPDATE ON replies
BEGIN SELECT RAISE(ABORT, 'replies are kept as they came: only ever appended'); END;
CREATE TRIGGER replies_refuse_delete BEFORE DELETE ON replies
BEGIN SELECT RAISE(ABORT, 'replies are kept as they came: only ever appended'); END;
