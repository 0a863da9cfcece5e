-- A prune, in the same write: how many facts went.
UPDATE prunes SET facts = :facts WHERE n = :n
