-- Recording reference names. By the primary key.
INSERT INTO reference_names (key, ticker, name, aliases, kind, known_at, batch)
VALUES (:key, :ticker, :name, :aliases, :kind, :known_at, :batch)
