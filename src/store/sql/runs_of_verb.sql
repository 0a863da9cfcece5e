-- The status page: a job's last runs, newest first; without a brief, of all. By runs_by_verb.
SELECT id, verb, brief, date, begun_at, ended_at, outcome, detail FROM runs
WHERE verb = :verb AND (:brief IS NULL OR brief = :brief)
ORDER BY id DESC LIMIT :limit
