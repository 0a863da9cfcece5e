-- The status page: how many letters of an edition came back? There are few bounces.
SELECT brief, date, revision, count(DISTINCT subscriber) AS count FROM bounces
WHERE brief = :brief AND date >= :since AND kind = 'failed'
GROUP BY brief, date, revision ORDER BY date DESC, revision DESC
