-- dossier asks for every closed bar of a ticker known at the cut-off; served by
-- bars_by_session.
SELECT
    session, source, open, high, low, close, currency, volume, adjustment, finality, known_at,
    known_by
FROM bars
WHERE ticker = ?1 AND session >= ?2 AND known_at <= ?3 AND batch <= ?4 AND finality = 'closed'
ORDER BY session, known_at, source, batch, rowid
