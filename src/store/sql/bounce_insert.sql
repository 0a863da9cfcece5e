-- A message that came back; one that was read before stays as it is.
INSERT OR IGNORE INTO bounces (
    message_sha256, read_at, brief, date, revision, subscriber, matched_by, kind, fault, code,
    recipient, diagnostic, deed
) VALUES (
    :message_sha256, :read_at, :brief, :date, :revision, :subscriber, :matched_by, :kind, :fault,
    :code, :recipient, :diagnostic, :deed
)
