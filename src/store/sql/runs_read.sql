-- Status pages, newest first. By the primary key, backwards.
SELECT id, verb, brief, date, begun_at, ended_at, outcome, detail FROM runs
ORDER BY id DESC LIMIT :limit
