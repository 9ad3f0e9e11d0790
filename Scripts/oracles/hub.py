"""Compares this program's downloads with those of huggingface_hub, against one server that speaks the hub's protocol.

Both fetch the same model, each into a cache of its own: the folders must be the same to the last link. Then each opens what the other
fetched, without the network. Writes nothing that stays; exits with 1 where the two differ.

    swift build -c release --product maestro
    python Scripts/oracles/hub.py [.build/release/maestro]
"""

import hashlib
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build" / "release" / "maestro").resolve()
MODEL = ROOT / "Tests" / "TestSupport" / "Fixtures" / "parity" / "original"
COMMIT = "89abcdef0123456789abcdef0123456789abcdef"
NAMES = ["config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json"]
asked = []


def tags(name):
    data = (MODEL / name).read_bytes()
    git = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    return data, git, hashlib.sha256(data).hexdigest() if name.endswith(".safetensors") else None


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        # Python asks for more than models when it may.
        if "small" in self.path or "/store/" in self.path:
            asked.append((self.command, self.path, self.headers.get("Range"), self.headers.get("Authorization")))
        path = self.path.split("?")[0].replace("%2F", "/")
        if path.startswith("/api/models/owner/small/revision/"):
            return self.give(json.dumps({
                "id": "owner/small", "sha": COMMIT, "private": False, "tags": [], "downloads": 0, "likes": 0,
                "siblings": [{"rfilename": name} for name in NAMES]}).encode(), "application/json")
        if path == f"/api/models/owner/small/tree/{COMMIT}":
            entries = []
            for name in NAMES:
                data, git, large = tags(name)
                entry = {"type": "file", "path": name, "size": len(data), "oid": git}
                if large:
                    entry["lfs"] = {"oid": large, "size": len(data), "pointerSize": 130}
                entries.append(entry)
            return self.give(json.dumps(entries).encode(), "application/json")
        name = path.rsplit("/", 1)[1]
        if path.startswith(f"/owner/small/resolve/{COMMIT}/") and name in NAMES:
            data, git, large = tags(name)
            if large:
                extra = {"Location": f"http://localhost:{self.server.server_address[1]}/store/{name}", "X-Linked-Etag": f'"{large}"',
                         "X-Linked-Size": str(len(data)), "X-Repo-Commit": COMMIT}
                return self.give(b"", "text/plain", 302, extra)
            return self.give(data, "text/plain", 200, {"ETag": f'"{git}"', "X-Repo-Commit": COMMIT})
        if path.startswith("/store/") and name in NAMES:
            assert "Authorization" not in self.headers, "the token was sent to another host"
            return self.give(tags(name)[0], "application/octet-stream")
        self.give(b"", "text/plain", 404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})

    def give(self, body, kind, status=200, extra={}):
        start = int((self.headers.get("Range") or "bytes=0-")[6:].split("-")[0])
        if start and status == 200:
            status, extra = 206, {**extra, "Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            body = body[start:]
        self.send_response(status)
        for key, value in {"Content-Type": kind, "Content-Length": str(len(body)), **extra}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def listing(folder):
    """Every file and link with what it is, locks and the listings that only huggingface_hub keeps left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if ".locks" in name or "/trees" in name or path.is_dir() and not path.is_symlink():
            continue
        found[name] = "-> " + os.readlink(path) if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def python(code, home, **environment):
    return subprocess.run([sys.executable, "-c", code], env={**os.environ, "HF_HOME": str(home), **environment}, capture_output=True, text=True)


def maestro(home, revision="refs/pr/20", **environment):
    return subprocess.run(
        [PROGRAM, "run", "-"], input=f'set revision="{revision}"\nmodel load owner/small\n', env={**os.environ, "HF_HOME": str(home), **environment}, capture_output=True,
        text=True)


def check(what, holds, detail=""):
    print(("same  " if holds else "OTHER ") + what, detail if not holds else "")
    return holds


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    online = {"HF_ENDPOINT": f"http://127.0.0.1:{server.server_address[1]}", "HF_TOKEN": "hf_secret", "HF_HUB_DISABLE_XET": "1"}
    def fetch_of(revision):
        return f"from huggingface_hub import snapshot_download; print(snapshot_download('owner/small', revision='{revision}'))"

    fetch = fetch_of("refs/pr/20")
    results = []
    with tempfile.TemporaryDirectory() as folder:
        theirs, ours, broken = (Path(folder) / name for name in ("python", "maestro", "broken"))
        one = python(fetch, theirs, **online)
        two = maestro(ours, **online)
        results.append(check("both fetch the model", one.returncode == 0 and two.returncode == 0, one.stderr[-2000:] + two.stderr))
        a, b = listing(theirs / "hub"), listing(ours / "hub")
        results.append(check("the folders", a == b, json.dumps({"python": a, "maestro": b}, indent=1)))
        locks = [sorted(str(p.relative_to(home)) for p in (home / "hub" / ".locks").rglob("*.lock")) for home in (theirs, ours)]
        # huggingface_hub may remove a lock that nobody holds any more.
        results.append(check("the locks", not locks[0] or set(locks[0]) <= set(locks[1]), str(locks)))
        count = len(asked)
        offline = {**online, "HF_HUB_OFFLINE": "1"}
        there = python(fetch, ours, **offline)
        results.append(check("Python opens this program's files offline", there.returncode == 0 and str(ours) in there.stdout, there.stderr[-2000:]))
        local = "'owner/small', 'model.safetensors', revision='refs/pr/20', local_files_only=True"
        there = python(f"import huggingface_hub; print(huggingface_hub.hf_hub_download({local}))", ours, **online)
        results.append(check("Python opens one of its files", there.returncode == 0 and str(ours) in there.stdout, there.stderr[-2000:]))
        here = maestro(theirs, **offline)
        results.append(check("this program opens Python's files offline", here.returncode == 0, here.stderr))
        results.append(check("nobody asked the hub", len(asked) == count, str(asked[count:])))
        again = maestro(theirs, **online)
        results.append(check("nothing is fetched twice", again.returncode == 0 and len(asked) == count + 1, again.stderr + str(asked[count:])))
        down = {**online, "HF_ENDPOINT": "http://127.0.0.1:1"}
        one, two = python(fetch, theirs, **down), maestro(theirs, **down)
        results.append(check("both open it when the network is down", one.returncode == 0 and two.returncode == 0, one.stderr[-2000:] + two.stderr))
        for number, revision in enumerate(["main", "a/branch.of/mine", "v1.0", COMMIT]):
            homes = [Path(folder) / f"{who}-{number}" for who in ("python", "maestro")]
            one, two = python(fetch_of(revision), homes[0], **online), maestro(homes[1], revision, **online)
            results.append(check(f"both fetch revision {revision}", one.returncode == 0 and two.returncode == 0, one.stderr[-2000:] + two.stderr))
            found = [listing(home / "hub") for home in homes]
            results.append(check("the folders", found[0] == found[1], json.dumps(found, indent=1)))
        plain = {**online, "HF_HUB_DISABLE_SYMLINKS": "1"}
        one, two = python(fetch, Path(folder) / "plain-python", **plain), maestro(Path(folder) / "plain", **plain)
        results.append(check("both fetch it without links", one.returncode == 0 and two.returncode == 0, one.stderr[-2000:] + two.stderr))
        a, c = (listing(Path(folder) / home / "hub") for home in ("plain-python", "plain"))
        results.append(check("the folders without links", a == c, json.dumps({"python": a, "maestro": c}, indent=1)))
        # What older versions of huggingface_hub leave of a download that broke.
        data, _, large = tags("model.safetensors")
        blobs = broken / "hub" / "models--owner--small" / "blobs"
        blobs.mkdir(parents=True)
        (blobs / f"{large}.incomplete").write_bytes(data[:50_000])
        resumed = maestro(broken, **online)
        ranges = [entry[2] for entry in asked if entry[1] == "/store/model.safetensors" and entry[2]]
        results.append(check("a broken download is taken up", resumed.returncode == 0 and ranges == ["bytes=50000-"], resumed.stderr + str(ranges)))
        results.append(check("and comes to the same", listing(broken / "hub") == b))
    secrets = [
        {"HF_TOKEN": "hf_a"}, {"HF_TOKEN": " hf_\na\n"}, {"HUGGING_FACE_HUB_TOKEN": "hf_old"}, {"HF_TOKEN_PATH": "@/token"},
        {"HF_TOKEN": "hf_a", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}, {"HF_TOKEN": " ", "HUGGING_FACE_HUB_TOKEN": "hf_old"},
        {"HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": " ", "HF_TOKEN_PATH": "@/token"}]
    for secret in secrets:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "token").write_text("hf_file\r\n\n")
            secret = {name: value.replace("@", folder) for name, value in secret.items()}
            used = []
            for fetch_it in (lambda home, **e: python(fetch, home, **e), maestro):
                asked.clear()
                fetch_it(Path(folder) / f"home{len(used)}", **{**online, "HF_TOKEN": "", **secret})
                used.append({entry[3] for entry in asked if "/resolve/" in entry[1]})
            results.append(check(f"the token of {secret}", used[0] == used[1] and len(used[0]) == 1, str(used)))
    for switches in (["", ""], ["", "1"], ["0", "1"], ["true", ""], [" 1", ""], ["2", ""]):
        offline = dict(zip(("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"), switches))
        with tempfile.TemporaryDirectory() as folder:
            used = []
            for fetch_it in (lambda home, **e: python(fetch, home, **e), maestro):
                asked.clear()
                fetch_it(Path(folder) / f"home{len(used)}", **{**online, **offline})
                used.append(bool(asked))
            results.append(check(f"whether the hub is asked with {offline}", used[0] == used[1], str(used)))
    table = [
        {}, {"XDG_CACHE_HOME": "/x"}, {"HF_HOME": "/y"}, {"HF_HOME": "~/z"}, {"HF_HOME": "/y", "HF_HUB_CACHE": "/c"},
        {"HUGGINGFACE_HUB_CACHE": "/d"}, {"HF_HUB_CACHE": "$HOME/e", "HUGGINGFACE_HUB_CACHE": "/d"}, {"HF_HOME": "${HOME}/f/$NOTHING"},
        {"HF_HOME": ""}, {"XDG_CACHE_HOME": ""}, {"HF_HUB_CACHE": "", "HUGGINGFACE_HUB_CACHE": "/d"}, {"HUGGINGFACE_HUB_CACHE": "~/d"},
        {"HF_HOME": " /y "}, {"HF_HOME": "~root/z"}, {"HF_HOME": "~"}, {"HF_HUB_CACHE": "~no.body/c"}, {"HOME": "", "HF_HOME": "~"}]
    expected = [
        "/h/.cache/huggingface/hub", "/x/huggingface/hub", "/y/hub", "/h/z/hub", "/c", "/d", "/h/e", "/h/f/$NOTHING/hub",
        "hub", "huggingface/hub", ".", "/h/d", " /y /hub", os.path.expanduser("~root/z/hub"), "/h/hub", "~no.body/c", "/hub"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGINGFACE", "XDG_"))}
    for environment, place in zip(table, expected):
        code = "from huggingface_hub.constants import HF_HUB_CACHE; print(HF_HUB_CACHE or '.')"
        run = subprocess.run([sys.executable, "-c", code], env={**clean, "HOME": "/h", **environment}, capture_output=True, text=True)
        results.append(check(f"the cache with {environment}", run.stdout.removesuffix("\n") == place, run.stdout))
    sys.exit(0 if all(results) else 1)


main()
