-- Recording what an operator said of a day. By the primary key.
INSERT INTO closures (calendar, date, says, closes_at, because, known_at, batch)
VALUES (:calendar, :date, :says, :closes_at, :because, :known_at, :batch)
