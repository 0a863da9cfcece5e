-- The status page: how a brief's latest deliveries stand, newest edition first. By the primary
-- key.
SELECT brief, date, revision, state, count(*) AS count FROM outbox
WHERE brief = :brief AND date >= :since
GROUP BY date, revision, state ORDER BY date DESC, revision DESC, state
