-- Recording bars: has the source restated this one? By bars_by_session. What was told of a session
-- that was not over stands beside what was told of it when it was: the one restates not the other.
SELECT currency, open_e8, high_e8, low_e8, close_e8, volume, adjustment FROM bars
WHERE ticker = :ticker AND session = :session AND source = :source AND finality = :finality
ORDER BY id DESC LIMIT 1
