-- The status page: what is open of every edition, however old? By outbox_by_due.
SELECT state, count(*) AS count FROM outbox
WHERE state IN ('intent', 'unsure', 'deferred') GROUP BY state ORDER BY state
