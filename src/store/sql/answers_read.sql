-- The status page: how did every source answer lately? By answers_by_instant.
SELECT source, at, took_us, failed, items FROM answers WHERE at > :since ORDER BY at, n
