-- Collecting, after an answer or a failure. By the primary key.
INSERT INTO source_state (
    source, last_ok_at, failures_in_a_row, failing_since, last_error, wait_until, wait_why
) VALUES (
    :source, :last_ok_at, :failures_in_a_row, :failing_since, :last_error, :wait_until, :wait_why
) ON CONFLICT (source) DO UPDATE SET
    last_ok_at = excluded.last_ok_at,
    failures_in_a_row = excluded.failures_in_a_row,
    failing_since = excluded.failing_since,
    last_error = excluded.last_error,
    wait_until = excluded.wait_until,
    wait_why = excluded.wait_why
