-- Delivery, after today's edition was accepted: yesterday's is worth nothing any more. What is
-- unsure stays so. By the key's first column and a scan of the brief's open rows.
UPDATE outbox SET state = 'expired', changed_at = :at,
    reply = 'superseded by the edition of ' || :date || rtrim('; ' || reply, '; ')
WHERE brief = :brief AND date < :date AND subscriber = :subscriber
    AND state IN ('intent', 'deferred')
