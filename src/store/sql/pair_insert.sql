INSERT INTO pairs (key, one, other, stories, weight_e6, shared, opposed)
VALUES (:key, :one, :other, :stories, :weight_e6, :shared, :opposed)
