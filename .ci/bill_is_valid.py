"""Takes the path of a bill of materials; fails with the first thing in which it is no CycloneDX."""

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(sys.argv[1]).read_text())
if fault:
    sys.exit(f"{sys.argv[1]}: {fault.data.message}")
