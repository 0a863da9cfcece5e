-- Whoever notices that it works again, or an operator. By incidents_open. The end is told as soon
-- as a mail may go, however long the beginning had to wait.
UPDATE incidents SET resolved_at = MAX(:at, opened_at), resolution = :resolution,
    due_at = :at, attempts = 0
WHERE key = :key AND resolved_at IS NULL
