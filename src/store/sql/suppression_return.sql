-- A reader comes back to one brief: what it asked for itself is lifted, of that brief and of all
-- of them. What an operator, a bounce or a complaint put in force stays. The unique index
-- suppressions_in_force finds them.
UPDATE suppressions SET lifted_at = :at
WHERE lifted_at IS NULL AND subscriber = :subscriber AND reason = 'unsubscribed'
    AND (brief IS NULL OR brief = :brief)
