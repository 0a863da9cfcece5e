-- The operator lets a subscriber have editions again, of one brief or (null) of all. What was
-- forgotten stays so.
UPDATE suppressions SET lifted_at = :at
WHERE lifted_at IS NULL AND subscriber = :subscriber AND reason <> 'forgotten'
    AND (:brief IS NULL OR brief = :brief)
