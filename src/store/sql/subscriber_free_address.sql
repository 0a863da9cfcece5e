-- Before subscribers change: two of them may exchange their addresses. By the key.
UPDATE subscribers SET address_sha256 = 'changing ' || id WHERE id = :id
