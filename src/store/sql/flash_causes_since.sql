-- What was told already since an edition. By the primary key.
SELECT ticker, cause FROM flash_causes WHERE flash = :flash AND since = :since
ORDER BY ticker, cause
