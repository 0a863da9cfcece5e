-- A subscriber was removed or forgotten: what is open is not sent. A scan: rare.
UPDATE outbox SET state = 'suppressed', reply = :why, changed_at = :at
WHERE subscriber = :id AND state IN ('intent', 'unsure', 'deferred')
