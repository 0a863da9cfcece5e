"""Takes a folder and messages; writes the page of each into the folder, by Python's strict parser."""

import email
import email.policy
import pathlib
import sys

folder, *messages = map(pathlib.Path, sys.argv[1:])
for path in messages:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.strict)
    page = message.get_body(("html",)).get_content()
    assert "A &lt;b&gt;price&lt;/b&gt; &amp; more" in page, "why it corrects"
    assert "https://brief.example/unsubscribe/" in page, "how to leave"
    (folder / path.with_suffix(".html").name).write_text(page, encoding="utf-8")
