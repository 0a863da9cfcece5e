-- The reader asked to be forgotten: id and hash stay. One of the configuration leaves a row too.
INSERT INTO subscribers (id, address_sha256, added_at, changed_at, forgotten_at)
VALUES (:id, :address_sha256, :at, :at, :at)
ON CONFLICT (id) DO UPDATE SET
    address = NULL, name = NULL, client_group = NULL, owner = NULL, watchlist = NULL, form = NULL,
    attachments = NULL, date_language = NULL, timezone = NULL, from_time = NULL, weekdays = NULL,
    changed_at = excluded.changed_at, forgotten_at = excluded.forgotten_at
WHERE subscribers.forgotten_at IS NULL
