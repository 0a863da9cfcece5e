-- record_bars asks for the newest row of a bar; served by bars_by_session.
SELECT open, high, low, close, volume, finality, adjustment FROM bars
WHERE ticker = ?1 AND session = ?2 AND source = ?3
ORDER BY batch DESC, rowid DESC LIMIT 1
