-- Recording bars: has the source restated this one? By bars_by_session.
SELECT currency, open_e8, high_e8, low_e8, close_e8, volume, adjustment, finality FROM bars
WHERE ticker = :ticker AND session = :session AND source = :source ORDER BY id DESC LIMIT 1
