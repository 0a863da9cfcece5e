-- Raising a flash; its number is the next of its day.
INSERT INTO flashes (flash, date, n, at, since, recorded_through, headline, text, html)
VALUES (:flash, :date, :n, :at, :since, :recorded_through, :headline, :text, :html)
