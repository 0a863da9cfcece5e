-- Lists of subscribers: a new one, or one as it is from now on. By the key.
INSERT INTO subscribers (
    id, address, address_sha256, name, client_group, owner, watchlist, form, attachments,
    date_language, timezone, from_time, weekdays, added_at, changed_at
) VALUES (
    :id, :address, :address_sha256, :name, :client_group, :owner, :watchlist, :form, :attachments,
    :date_language, :timezone, :from_time, :weekdays, :at, :at
)
ON CONFLICT (id) DO UPDATE SET
    address = excluded.address, address_sha256 = excluded.address_sha256, name = excluded.name,
    client_group = excluded.client_group, owner = excluded.owner, watchlist = excluded.watchlist,
    form = excluded.form, attachments = excluded.attachments,
    date_language = excluded.date_language, timezone = excluded.timezone,
    from_time = excluded.from_time, weekdays = excluded.weekdays, changed_at = excluded.changed_at
