"""Where the text oracles (tokenization, scoring, answers) put their fixtures, and the manifest that says how they were made."""

import hashlib
import importlib.metadata
import json
import pathlib

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TestSupport" / "Fixtures"


class Area:
    """One folder of fixtures. Files are written through it, so that the manifest can list them all."""

    def __init__(self, name, generator, libraries, seed):
        self.folder = FIXTURES / name
        self.files = {}
        self.head = {
            "generator": f"Scripts/oracles/{generator}",
            "libraries": {library: importlib.metadata.version(library) for library in libraries},
            "seed": seed,
        }

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode("utf-8")
        path.write_bytes(data)
        self.files[name] = hashlib.sha256(data).hexdigest()

    def write_json(self, name, value):
        self.write(name, json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")

    def write_rows(self, name, rows):
        """A JSON list with one item a line, so that a change shows as a line."""
        lines = ",\n".join(json.dumps(row, ensure_ascii=True, separators=(",", ":")) for row in rows)
        self.write(name, f"[\n{lines}\n]\n")

    def finish(self):
        manifest = {**self.head, "files": dict(sorted(self.files.items()))}
        (self.folder / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")
        print(f"{self.folder.name}: {len(self.files)} files, {sum((self.folder / f).stat().st_size for f in self.files)} bytes")
