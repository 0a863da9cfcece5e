-- The preferences page: a reader's last choice replaces the one before.
INSERT INTO preferences (subscriber, form, attachments, until, changed_at)
VALUES (:subscriber, :form, :attachments, :until, :changed_at)
ON CONFLICT (subscriber) DO UPDATE SET form = excluded.form,
    attachments = excluded.attachments, until = excluded.until, changed_at = excluded.changed_at
