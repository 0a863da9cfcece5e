-- runs asks for the newest rows; served by the primary key.
SELECT verb, brief, date, begun_at, finished_at, outcome, detail FROM runs
ORDER BY id DESC LIMIT ?1
