-- Delivery: each try keeps its own row. By the primary key.
INSERT INTO attempts (
    brief, date, revision, subscriber, n, phase, started_at, ended_at, outcome, reply,
    message_sha256
) VALUES (
    :brief, :date, :revision, :subscriber, :n, :phase, :started_at, :ended_at, :outcome, :reply,
    :message_sha256
)
