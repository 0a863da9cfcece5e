-- Before a subscriber's briefs are written anew, and when it is forgotten. By the key.
DELETE FROM entitlements WHERE subscriber = :id
