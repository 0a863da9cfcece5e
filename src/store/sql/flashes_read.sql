-- One flash, those of a day, or the newest of all, newest first. Null stands for any.
SELECT flash AS brief, date, n AS revision, at, since, recorded_through, headline, text, html
FROM flashes
WHERE (:flash IS NULL OR flash = :flash)
    AND (:date IS NULL OR date = :date)
    AND (:n IS NULL OR n = :n)
ORDER BY at DESC, flash, n DESC
LIMIT :limit
