-- The dossier, the schedule and `calendar show`. What was said of days and known at a cut-off, in
-- the order in which it was recorded. A few rows a year: the whole table is read.
SELECT calendar, date, says, closes_at, because, known_at FROM closures
WHERE known_at <= :as_of AND batch <= :batch_max
ORDER BY id
