INSERT INTO tellings (key, telling) VALUES (:key, :telling)
