-- One brief that a subscriber is entitled to.
INSERT INTO entitlements (subscriber, brief) VALUES (:id, :brief)
