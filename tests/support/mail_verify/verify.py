"""Checks messages as strict outsiders do: DKIM with dkimpy, structure with Python's own parser.

Arguments: a JSON file of DNS TXT records by name, then messages. Prints every fault; ends with 1
when there is one.
"""

import email
import email.policy
import json
import pathlib
import sys

import dkim

records = json.loads(pathlib.Path(sys.argv[1]).read_text())
faults = []


def txt(name, timeout=5):
    key = name.decode() if isinstance(name, bytes) else name
    record = records.get(key.rstrip("."))
    return record.encode() if record else None


for path in sys.argv[2:]:
    raw = pathlib.Path(path).read_bytes()
    signatures = raw.split(b"\r\n\r\n")[0].count(b"DKIM-Signature:")
    if not signatures:
        faults.append(f"{path}: no signature")
    for index in range(signatures):
        if not dkim.DKIM(raw).verify(idx=index, dnsfunc=txt):
            faults.append(f"{path}: dkimpy refuses signature {index}")
    for line in raw.split(b"\r\n"):
        if len(line) > 998 or b"\r" in line or b"\n" in line or b"\0" in line:
            faults.append(f"{path}: a line that may not be: {line[:60]!r}")
    policy = email.policy.SMTP.clone(raise_on_defect=True)
    message = email.message_from_bytes(raw, policy=policy)
    for name, value in message.items():
        if getattr(value, "defects", None):
            faults.append(f"{path}: {name}: {value.defects}")
    for part in message.walk():
        if part.defects:
            faults.append(f"{path}: {part.get_content_type()}: {part.defects}")
        if not part.is_multipart():
            part.get_content()
    for name in ["From", "Date", "Message-ID", "Subject"]:
        if len(message.get_all(name, [])) != 1:
            faults.append(f"{path}: not one {name}")

print("\n".join(faults))
sys.exit(1 if faults else 0)
