-- The operator: one that is a subscriber no longer; its entitlements go with it. By the key.
DELETE FROM subscribers WHERE id = :id
