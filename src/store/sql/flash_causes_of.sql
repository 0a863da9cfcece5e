-- Why one flash was raised.
SELECT ticker, cause FROM flash_causes
WHERE flash = :flash AND since = :since AND date = :date AND n = :n
ORDER BY ticker, cause
