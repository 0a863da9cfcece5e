-- Narrating, after an engine was asked. By the primary key.
INSERT INTO replies (request_sha256, model, host, answer, failure, replied_at)
VALUES (:request_sha256, :model, :host, :answer, :failure, :replied_at)
