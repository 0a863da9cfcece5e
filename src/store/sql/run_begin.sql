-- begin_run opens a row.
INSERT INTO runs (verb, brief, date, begun_at) VALUES (?1, ?2, ?3, ?4)
