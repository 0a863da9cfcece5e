-- How each source has answered, and when it may be asked again. Instants are microseconds UTC.

ALTER TABLE source_state ADD COLUMN last_ok_at INTEGER;
ALTER TABLE source_state ADD COLUMN failures_in_a_row INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source_state ADD COLUMN failing_since INTEGER;
ALTER TABLE source_state ADD COLUMN last_error TEXT;
ALTER TABLE source_state ADD COLUMN wait_until INTEGER;
ALTER TABLE source_state ADD COLUMN wait_why TEXT;
