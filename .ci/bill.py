"""What the shipped program is made of: `bill.py licences` prints docs/licences.md, `bill.py texts`
the texts of those licences, `bill.py sbom` a CycloneDX 1.6 bill of materials. Takes Cargo.lock, what cargo says of it and the crates'
own sources; gives the same bytes for the same Cargo.lock, and never asks the network."""

import json
import re
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path

TARGET = "x86_64-unknown-linux-gnu"

# What crates bring along that is no crate: name, the crate, where its own version stands in the
# crate's sources, licence, what it is.
BUNDLED = [
    ("SQLite", "libsqlite3-sys", ("sqlite3/sqlite3.h", r'#define SQLITE_VERSION\s+"([0-9.]+)"'),
     "blessing", "the database, in C"),
    ("Zstandard", "zstd-sys",
     ("zstd/lib/zstd.h", r"VERSION_MAJOR\s+(\d+).*?VERSION_MINOR\s+(\d+).*?VERSION_RELEASE\s+(\d+)"),
     "BSD-3-Clause", "compression, in C"),
    ("IANA time zone database", "chrono-tz", ("tz/NEWS", r"Release (\w+)"), "public domain", "tables"),
    ("Noto Sans", "notosans", None, "OFL-1.1", "fonts of the pictures"),
    ("DejaVu fonts", "dejavu", None, "Bitstream Vera and Arev", "fonts of brief.pdf"),
]


def cargo(*words):
    """What cargo prints, from the crates that are here."""
    return subprocess.run(
        ["cargo", *words, "--locked", "--offline"], check=True, capture_output=True, text=True
    ).stdout


def shipped():
    """Name and version of each crate whose code is in the program."""
    told = cargo("tree", "--target", TARGET, "-e", "no-dev,no-build,no-proc-macro",
                 "--prefix", "none", "--format", "{p}")
    pairs = {tuple(line.split()[:2]) for line in told.splitlines() if line}
    return {(name, version.removeprefix("v")) for name, version in pairs}


def packages():
    """What cargo knows of the shipped crates, by name and version, and who needs whom."""
    told = json.loads(cargo("metadata", "--filter-platform", TARGET, "--format-version", "1"))
    wanted = shipped()
    known = {package["id"]: package for package in told["packages"]}
    key = lambda id: (known[id]["name"], known[id]["version"])
    needs = {
        key(node["id"]): sorted(
            key(edge["pkg"])
            for edge in node["deps"]
            if key(edge["pkg"]) in wanted and any(kind["kind"] is None for kind in edge["dep_kinds"])
        )
        for node in told["resolve"]["nodes"]
        if key(node["id"]) in wanted
    }
    found = {key(id): package for id, package in known.items() if key(id) in wanted}
    return dict(sorted(found.items())), needs


def licence(package):
    """An SPDX expression; `MIT/Apache-2.0` is how crates wrote it before there was one."""
    return re.sub(r"\s*/\s*", " OR ", package["license"])


def bundled(found):
    """What crates bring along: name, version (the crate's where it has none), licence, what it
    is, and the crate."""
    for name, crate, place, terms, what in BUNDLED:
        key = next(key for key in found if key[0] == crate)
        version = key[1]
        if place:
            text = (Path(found[key]["manifest_path"]).parent / place[0]).read_text()
            version = ".".join(re.search(place[1], text, re.DOTALL).groups())
        yield name, version, terms, what, key


def licences():
    found, _ = packages()
    rows = [(key, it) for key, it in found.items() if it["source"]]
    print("# Licences of what the program is made of\n")
    print("Written by `.ci/bill.py licences > docs/licences.md`; a test compares it with `Cargo.lock`. Crates that only build or test the program are not in it and")
    print("not here. Their sources, with the texts of these licences, are at `https://crates.io/crates/NAME/VERSION`. Our own terms and the data behind the weights: `NOTICE`.\n")
    print("| crate | version | licence |\n|---|---|---|")
    for (name, version), package in rows:
        print(f"| {name} | {version} | {licence(package)} |")
    print("\nBrought along by crates:\n")
    print("| what | version | licence | |\n|---|---|---|---|")
    for name, version, terms, what, (crate, _) in bundled(found):
        print(f"| {name} | {version} | {terms} | {what}; by `{crate}` |")


def texts():
    found, _ = packages()
    by_text = {}
    for (name, version), package in found.items():
        folder = Path(package["manifest_path"]).parent
        named = re.compile(r"(licen[cs]e|copying|notice|unlicense)", re.IGNORECASE)
        files = sorted(it for it in folder.iterdir() if it.is_file() and named.match(it.name))
        read = [it.read_text(errors="replace").strip() for it in files]
        for text in read or [f"No text comes with it; its licence is {licence(package)}."]:
            by_text.setdefault(text, []).append(f"{name} {version}")
    for text, crates in by_text.items():
        print("=" * 79, ", ".join(crates), "", text, "", sep="\n")


def sbom():
    found, needs = packages()
    lock = Path("Cargo.lock").read_bytes()
    sums = {(it["name"], it["version"]): it.get("checksum") for it in tomllib.loads(lock.decode())["package"]}
    purl = lambda key: f"pkg:cargo/{key[0]}@{key[1]}"
    own = next(key for key, it in found.items() if not it["source"])

    def component(key, package):
        told = {
            "type": "library", "bom-ref": purl(key), "name": key[0], "version": key[1],
            "purl": purl(key), "licenses": [{"expression": licence(package)}],
        }
        if package.get("description"):
            told["description"] = " ".join(package["description"].split())
        if sums.get(key):
            told["hashes"] = [{"alg": "SHA-256", "content": sums[key]}]
        return told

    brought = list(bundled(found))
    program = component(own, found[own]) | {"type": "application"}
    components = [component(key, it) for key, it in found.items() if key != own]
    components += [
        {"type": "data" if what == "tables" else "library", "bom-ref": f"bundled:{name}",
         "name": name, "version": version, "description": what,
         "licenses": [{"license": {"name": terms}}]}
        for name, version, terms, what, _ in brought
    ]
    edges = {purl(key): [purl(other) for other in others] for key, others in needs.items()}
    for name, _, _, _, key in brought:
        edges[purl(key)].append(f"bundled:{name}")
    bill = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, purl(own) + lock.hex())}",
        "metadata": {"component": program},
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": on} for ref, on in edges.items()],
    }
    json.dump(bill, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    {"licences": licences, "texts": texts, "sbom": sbom}[sys.argv[1]]()
