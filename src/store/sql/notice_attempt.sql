-- After an attempt to tell an owner. One that was settled before is left alone by its trigger.
UPDATE notices SET state = :state, attempts = attempts + 1, due_at = :due_at, reply = :reply
WHERE n = :n
