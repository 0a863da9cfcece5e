-- The status page: which verbs ever ran? By runs_by_verb.
SELECT DISTINCT verb FROM runs ORDER BY verb
