-- A reader who is forgotten leaves no choice behind (primary key).
DELETE FROM preferences WHERE subscriber = :subscriber
