-- Collecting, and the list of sources; a null asks for all. By the primary key.
SELECT source, last_ok_at, failures_in_a_row, failing_since, last_error, wait_until, wait_why
FROM source_state WHERE :source IS NULL OR source = :source ORDER BY source
