-- After a mail about an incident was taken. Its end also tells its beginning; one that ended
-- between the mail and this is told of its end yet.
UPDATE incidents SET
    opening_told_at = COALESCE(opening_told_at, :at),
    closing_told_at = CASE WHEN :is_end THEN :at ELSE closing_told_at END,
    attempts = 0, reply = :reply
WHERE n = :n
