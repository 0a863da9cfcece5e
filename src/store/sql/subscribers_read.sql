-- Delivery (those entitled to a brief, by entitlements_by_brief) and lists (null: all, the
-- forgotten too), by id.
SELECT id, address, address_sha256, name, client_group, owner, watchlist, form, attachments,
    date_language, timezone, from_time, weekdays, added_at, changed_at, forgotten_at,
    (SELECT group_concat(brief, ' ' ORDER BY brief) FROM entitlements WHERE subscriber = id)
        AS briefs
FROM subscribers
WHERE :brief IS NULL
    OR id IN (SELECT subscriber FROM entitlements WHERE brief = :brief)
ORDER BY id
