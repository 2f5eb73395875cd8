# SPDX-License-Identifier: BSD-3-Clause
"""irdrop::serve as browsers, strangers and broken clients meet it, through raw sockets.

    serve.py TCLSH DATA_FOLDER

Exit status: 0 passed, 1 failed, 77 where the module that serves was not built or there is
no pseudo terminal.
"""
import base64
import hashlib
import json
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

LIMIT_S = 60.0


class Server:
    """A tclsh that has run a script which serves the small design."""

    def __init__(self, tclsh, data, before="", after=""):
        script = """
            package require irdrop
            irdrop::read_lef {%(data)s/small.lef}
            irdrop::read_def {%(data)s/small.def}
            irdrop::set_power -total 25mW
            irdrop::solve
            %(before)s
            if {[catch {irdrop::serve} address]} {puts "no $address"; exit 3}
            puts $address
            flush stdout
            %(after)s
        """ % {"data": data, "before": before, "after": after}
        self.process = subprocess.Popen([tclsh], stdin=subprocess.PIPE, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.process.stdin.write(script.strip() + "\n")  # it waits for the end of a line
        self.process.stdin.flush()
        self.address = self.process.stdout.readline().strip()
        match = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/([0-9a-f]{32})/", self.address)
        if not match:
            raise Unserved(self.address)
        self.port, self.token = int(match.group(1)), match.group(2)

    def tell(self, script):
        """Have the shell run a line while it serves."""
        self.process.stdin.write(script + "\n")
        self.process.stdin.flush()

    def socket(self):
        made = socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT_S)
        return made

    def head(self, method, path, headers=(), host=None):
        lines = ["%s %s HTTP/1.1" % (method, path)]
        names = [h.split(":")[0].lower() for h in headers]
        if "host" not in names:
            lines.append("Host: " + (host or "127.0.0.1:%d" % self.port))
        lines.extend(headers)
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def ask(self, method, path, headers=(), body=b"", host=None, token=None):
        """One request on a connection of its own: status, headers, body."""
        headers = list(headers)
        if method == "POST":
            headers.append("X-Irdrop: 1")
            headers.append("Content-Length: %d" % len(body))
        with self.socket() as s:
            target = "/%s/%s" % (self.token if token is None else token, path)
            s.sendall(self.head(method, target, headers, host) + body)
            return read_answer(Reader(s), method)

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post_form(self, path, parts):
        mark = "----irdroptest"
        body = b""
        for name, filename, data in parts:
            extra = '; filename="%s"' % filename if filename else ""
            body += ('--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
                     % (mark, name, extra)).encode() + data + b"\r\n"
        body += ("--%s--\r\n" % mark).encode()
        return self.ask("POST", path, ["Content-Type: multipart/form-data; boundary=" + mark],
                        body)

    def memory_kb(self):
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                stream.close()
            except BrokenPipeError:
                pass


class Unserved(Exception):
    pass


class Reader:
    def __init__(self, s):
        self.s, self.bytes = s, b""

    def more(self):
        got = self.s.recv(65536)
        if not got:
            raise EOFError(self.bytes)
        self.bytes += got

    def until(self, mark):
        while mark not in self.bytes:
            self.more()
        text, self.bytes = self.bytes.split(mark, 1)
        return text

    def exactly(self, size):
        while len(self.bytes) < size:
            self.more()
        data, self.bytes = self.bytes[:size], self.bytes[size:]
        return data


def read_answer(reader, method="GET"):
    while True:
        lines = reader.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        status = int(lines[0].split()[1])
        if status != 100:
            break
    headers = {}
    for line in lines[1:]:
        name, value = line.split(":", 1)
        headers[name.lower()] = value.strip()
    body = b"" if method == "HEAD" else reader.exactly(int(headers["content-length"]))
    return status, headers, body


def error_of(answer):
    return json.loads(answer[2])["error"]


def npy(rows, columns, values, descr="<f8"):
    head = "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d), }" % (descr, rows, columns)
    head += " " * (-(10 + len(head) + 1) % 64) + "\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode()
            + struct.pack("<%dd" % len(values), *values))


# --- who is let in --------------------------------------------------------------------

def test_guards(s):
    assert s.get("api/stamp")[0] == 200
    assert s.get("api/stamp", host="localhost:%d" % s.port)[0] == 200
    for host in ("evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]:%d" % s.port):
        assert s.get("api/stamp", host=host)[0] == 403, host
    wrong = s.get("api/stamp", token="0" * 32)
    missing = s.get("api/nothing")
    assert wrong[0] == missing[0] == 404 and wrong[2] == missing[2], "a wrong token is told"
    assert s.get("api/stamp", headers=["Origin: http://evil.example"])[0] == 403
    assert s.get("api/stamp", headers=["Origin: http://127.0.0.1:%d" % s.port])[0] == 200
    for path in ("../../etc/passwd", "api/..%2f..%2fetc/passwd", "%2e%2e/api/stamp", "api/stamp%00",
                 "api/stamp/", "//api/stamp"):
        status = s.get(path)[0]
        assert status == 404 or path.endswith("%00"), (path, status)
    assert s.ask("DELETE", "api/stamp")[0] == 405
    assert s.ask("POST", "api/stamp")[0] == 405
    assert s.get("api/try")[0] == 405
    with s.socket() as c:  # a form of another page cannot send the header
        c.sendall(s.head("POST", "/%s/api/try" % s.token, ["Content-Length: 2"]) + b"{}")
        assert read_answer(Reader(c))[0] == 403


def test_headers(s):
    for path in ("", "api/stamp", "api/nothing"):
        headers = s.get(path)[1]
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy and "script-src 'unsafe" not in policy
        assert "access-control-allow-origin" not in headers
    headers, page = s.get("")[1:]
    policy = headers["content-security-policy"]
    hashes = re.findall(r"'sha256-([^']+)'", policy)
    inline = re.findall(rb"<script>(.*?)</script>|<style>(.*?)</style>", page, re.S)
    made = [base64.b64encode(hashlib.sha256(a or b).digest()).decode() for a, b in inline]
    assert made and set(made) == set(hashes), "the policy allows other scripts than the page's"
    assert "'unsafe-inline'" not in policy
    status, headers, body = s.ask("HEAD", "api/stamp")
    assert status == 200 and int(headers["content-length"]) > 0 and body == b""


# --- HTTP -----------------------------------------------------------------------------

def test_broken_requests(s):
    for text in (b"\r\n\r\n", b"NONSENSE\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                 b"\x00\x01\x02\xff" * 50 + b"\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost:\r\n\r\n", b"A" * 100000,
                 b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20000 + b"\r\n"):
        with s.socket() as c:
            c.settimeout(10)
            try:
                c.sendall(text)
                c.shutdown(socket.SHUT_WR)
                got = c.recv(65536)
            except TimeoutError:
                raise AssertionError("no answer to %r" % text[:40])
            except OSError:
                got = b""
            assert not got or re.match(rb"HTTP/1\.\d (4|5)\d\d", got), (text[:40], got[:80])
    assert s.get("api/stamp")[0] == 200


def test_keep_alive_and_pipelining(s):
    with s.socket() as c:
        reader = Reader(c)
        request = s.head("GET", "/%s/api/stamp" % s.token)
        for _ in range(3):
            c.sendall(request)
            assert read_answer(reader)[0] == 200
        c.sendall(request * 10)
        for _ in range(10):
            assert json.loads(read_answer(reader)[2]) == {"stamp": 1}
        page = s.head("GET", "/%s/api/page" % s.token)
        c.sendall(page + request + page)  # through a worker, and not
        assert [read_answer(reader)[0] for _ in range(3)] == [200, 200, 200]
        part = request[:20]
        c.sendall(part)
        time.sleep(0.05)
        c.sendall(request[20:])
        assert read_answer(reader)[0] == 200


def test_too_much(s):
    limit = 1 << 20
    with s.socket() as c:  # told before anything is sent
        c.sendall(s.head("POST", "/%s/api/predict" % s.token,
                         ["X-Irdrop: 1", "Content-Length: %d" % (limit + 1)]))
        assert read_answer(Reader(c))[0] == 413
    with s.socket() as c:  # of no length that is said
        c.sendall(s.head("POST", "/%s/api/predict" % s.token,
                         ["X-Irdrop: 1", "Transfer-Encoding: chunked"]))
        block = b"%x\r\n" % 65536 + b"x" * 65536 + b"\r\n"
        for _ in range(20):
            c.sendall(block)
        c.sendall(b"0\r\n\r\n")
        assert read_answer(Reader(c))[0] == 413
    with s.socket() as c:  # without end
        c.sendall(s.head("POST", "/%s/api/predict" % s.token,
                         ["X-Irdrop: 1", "Transfer-Encoding: chunked"]))
        try:
            for _ in range(100):
                c.sendall(block)
            ended = c.recv(1) == b""
        except (ConnectionError, BrokenPipeError):
            ended = True
        assert ended
    assert s.get("api/stamp")[0] == 200


def test_unfinished_and_many(s):
    """With 1 s of patience: whoever sends no more is cut off, others are answered."""
    held = []
    for _ in range(100):
        try:
            c = s.socket()
            c.sendall(b"GET / HTTP/1.1\r\nHost: x")
            held.append(c)
        except OSError:
            break
    assert s.get("api/stamp")[0] == 200
    slow = s.socket()
    begun = time.monotonic()
    ended = False
    slow.sendall(b"GET /")
    while time.monotonic() - begun < 20 and not ended:
        time.sleep(0.2)
        try:
            slow.sendall(b"x")  # a byte now and then does not count as going on
            if select.select([slow], [], [], 0)[0]:
                ended = True
        except OSError:
            ended = True
    assert ended, "a request that never ends was waited for"
    for c in held + [slow]:
        c.close()
    assert s.get("api/stamp")[0] == 200


def test_slow_readers(s):
    slow = []
    for _ in range(10):
        c = s.socket()
        c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        c.sendall(s.head("GET", "/%s/api/page" % s.token) * 20)
        slow.append(c)
    for _ in range(20):
        assert s.get("api/stamp")[0] == 200
    for c in slow:
        c.close()


def test_row_and_crowd(s):
    for _ in range(60):
        assert s.get("api/stamp")[0] == 200
    before = s.memory_kb()
    for i in range(500):
        path = ("api/stamp", "", "api/page", "api/hello", "api/nothing")[i % 5]
        assert s.get(path)[0] == (404 if path == "api/nothing" else 200), path
    wrong = []

    def one(number):
        for k in range(10):
            path = ("api/stamp", "api/page")[(number + k) % 2]
            try:
                answer = s.get(path)
            except (OSError, EOFError) as problem:
                wrong.append((path, problem))
                continue
            if answer[0] != 200:
                wrong.append((path, answer))

    crowd = [threading.Thread(target=one, args=(i,)) for i in range(20)]
    for t in crowd:
        t.start()
    for t in crowd:
        t.join()
    assert not wrong, wrong[:2]
    if "ASAN_OPTIONS" in os.environ:
        return  # a sanitizer keeps what was freed
    after = s.memory_kb()
    assert after < before + 4096, "memory went from %d to %d kB" % (before, after)


# --- the application ------------------------------------------------------------------

def three(n=64, **more):
    grid = npy(n, n, [0.5] * (n * n))
    density = npy(n, n, [(i % n) / (n - 1) for i in range(n * n)])
    switching = npy(n, n, [(i // n) / (n - 1) for i in range(n * n)])
    parts = {"input_power_grid": grid, "input_cell_density": density, "input_switching": switching}
    parts.update(more)
    return [(k, k + ".npy", v) for k, v in parts.items() if v is not None]


def test_predict(s):
    status, _, body = s.post_form("api/predict", three())
    answer = json.loads(body)
    assert status == 200 and len(answer["sets"]) == 1 and not answer["failed"], body[:300]
    one = answer["sets"][0]
    assert [m["id"] for m in one["maps"]] == ["power_grid", "cell_density", "switching", "predict"]
    assert one["errors"] is None and one["summary"]["pixels"] == 4096
    values = struct.unpack("<4096f", base64.b64decode(one["maps"][3]["values"]["base64"]))
    summary = one["summary"]
    assert abs(max(values) - summary["largest"]) < 1e-6
    assert abs(sum(values) / 4096 - summary["mean"]) < 1e-6
    assert sum(v > 0.7 for v in values) == summary["above"]
    row, column = summary["largest_at"]
    assert abs(values[row * 64 + column] - summary["largest"]) < 1e-6
    # where both are largest: the drop grows with their product
    assert row > 48 and column > 48, summary
    saved = s.get("api/download?session=%s&what=map&set=maps&of=predict" % answer["session"])
    assert saved[0] == 200 and saved[2][:6] == b"\x93NUMPY"
    assert abs(struct.unpack("<d", saved[2][-8:])[0] - values[-1]) < 1e-6
    picture = s.get("api/download?session=%s&what=map&set=maps&of=predict&format=png"
                    % answer["session"])
    assert picture[2][:4] == b"\x89PNG"


def test_samples_and_batch(s):
    names = [x["name"] for x in json.loads(s.get("api/samples")[2])["samples"]]
    assert len(names) == 8
    status, _, body = s.post_form("api/predict", [("sample", "", n.encode()) for n in names])
    answer = json.loads(body)
    assert status == 200 and [x["name"] for x in answer["sets"]] == names, body[:500]
    for one in answer["sets"]:
        assert one["errors"]["cc"] > 0.999 and one["errors"]["mae"] < 0.01, one["errors"]
        assert one["summary"]["risk"] == "high", one["summary"]
    parts = [(name + ":a", f, v) for name, f, v in three()]
    parts += [(name + ":b", f, v) for name, f, v in three(input_switching=npy(64, 64, [2.0] * 4096))]
    answer = json.loads(s.post_form("api/predict", parts)[2])
    assert [x["name"] for x in answer["sets"]] == ["a"], answer
    assert answer["failed"][0]["name"] == "b" and answer["failed"][0]["error"]["id"] == "IRD-0523"


def test_bad_maps(s):
    nan = [0.5] * 4095 + [float("nan")]
    for parts, status, words in (
            (three(input_switching=None), 400, "input_switching"),
            (three(input_switching=npy(32, 32, [0.5] * 1024)), 422, "one size"),
            (three(input_switching=b"no numpy"), 422, "input_switching.npy"),
            (three(input_switching=npy(64, 64, [0.5] * 100)), 422, "input_switching.npy"),
            (three(input_switching=npy(64, 64, nan)), 422, "switching has the value"),
            (three(input_switching=npy(64, 64, [1.5] * 4096)), 422, "0 to 1"),
            (three(label=npy(8, 8, [0.5] * 64)), 422, "size"),
            (three(n=7), 422, ""),
            ([("input_other", "x.npy", b"")], 400, "input_other"),
            ([], 400, "form")):
        answer = s.post_form("api/predict", parts)
        assert answer[0] == status, (words, answer)
        assert words in error_of(answer)["message"], (words, answer)
    for kind, body in (("text/plain", b"x"), ("multipart/form-data", b"x"),
                       ("multipart/form-data; boundary=x", b""),
                       ("multipart/form-data; boundary=x", b"--x\r\nno end"),
                       ("multipart/form-data; boundary=x", b"--x\r\n\r\nz\r\n--x--")):
        answer = s.ask("POST", "api/predict", ["Content-Type: " + kind], body)
        assert answer[0] == 400 and error_of(answer)["id"] == "IRD-0793", answer


def design_parts(data, **more):
    parts = [("lef", "small.lef", open(data + "/small.lef", "rb").read()),
             ("def", "small.def", open(data + "/small.def", "rb").read())]
    return parts + [(k, "", v.encode()) for k, v in more.items()]


def test_sessions(s, data):
    status, _, body = s.post_form("api/session", design_parts(data, total="25mW", supply="VDD=1.1"))
    mine = json.loads(body)
    assert status == 200 and mine["design"] == "small", body
    other = json.loads(s.post_form("api/session", design_parts(data, total="50mW"))[2])
    pages = [json.loads(s.get("api/page?session=" + x["session"])[2]) for x in (mine, other)]
    drops = [p.get("report", p)["nets"][0]["worst_drop_v"] for p in pages]
    # twice the power at 1 V, which is assumed, against once at 1.1 V
    assert abs(drops[1] / drops[0] - 2 * 1.1) < 1e-6, drops
    assert s.get("api/stamp?session=" + mine["session"])[0] == 200
    for what in ("json", "txt", "csv", "lyrdb", "page"):
        answer = s.get("api/download?session=%s&what=%s" % (mine["session"], what))
        assert answer[0] == 200 and "attachment" in answer[1]["content-disposition"], answer
        assert len(answer[2]) > 100
    bad = [p for p in design_parts(data) if p[0] != "def"]
    bad.append(("def", "../../bad name.def", b"VERSION 5.8 ;\nDESIGN x ;\nCOMPONENTS oops ;\n"))
    error = error_of(s.post_form("api/session", bad))
    assert error["id"] == "IRD-0200" and error["line"] == 3, error
    assert error["file"] == "bad_name.def", error
    assert s.post_form("api/session", bad[:1])[0] == 400
    assert s.ask("POST", "api/close?session=" + mine["session"])[0] == 200
    assert s.get("api/page?session=" + mine["session"])[0] == 410
    assert s.get("api/download?what=../../etc/passwd")[0] == 400
    for _ in range(34):  # more than are kept: the oldest go
        assert s.post_form("api/session", [("from", "", b"shell")])[0] == 200
    assert s.get("api/page?session=" + other["session"])[0] == 410


def test_try(s):
    """Changes are tried on a copy; each answer is held against what the shell finds when it
    makes the same change by its own commands."""
    session = json.loads(s.post_form("api/session", [("from", "", b"shell")])[2])["session"]

    def post(path, **sent):
        answer = s.ask("POST", "api/%s?session=%s" % (path, session),
                       body=json.dumps(dict(sent, net="VDD")).encode())
        return answer[0], json.loads(answer[2])

    def solved(script):
        s.tell(script + "; puts [dict get [irdrop::solve -net VDD] worst_drop_v]; flush stdout")
        return float(s.process.stdout.readline())

    status, _, body = s.get("api/grid?session=%s&net=VDD" % session)
    grid = json.loads(body)
    assert status == 200 and [r["layer"] for r in grid["stripes"]] == ["metal1", "metal2"]
    drawn = solved("set x 0")
    assert abs(grid["worst"]["drop_v"] - drawn) < 1e-4 * drawn
    wide = [{"kind": "stripes", "layer": "metal2", "width": 0.8}]
    busy = [{"kind": "activity", "region": [9, 1, 15, 5], "factor": 2}]
    vias = [{"kind": "vias", "layer": "via1", "factor": 4}]
    more = [{"kind": "add_stripe", "layer": "metal2", "at": 16, "width": 0.4}]
    region = "{0 0 8.001 32}"
    for changes, on, off in (
            (wide, "irdrop::remove_stripes -net VDD -layer metal2; irdrop::add_stripes -net VDD "
             "-layer metal2 -width 0.8 -offset 8 -region " + region, "irdrop::clear_plan"),
            (busy, "irdrop::scale_power -region {9 1 15 5} -factor 2",
             "irdrop::scale_power -clear"),
            (vias, "irdrop::set_layer_rc -via via1 -resistance 1.25 -units ohm",
             "irdrop::set_layer_rc -via via1 -resistance 5 -units ohm"),
            (more, "irdrop::add_stripes -net VDD -layer metal2 -width 0.4 -offset 16 "
             "-region die", "irdrop::clear_plan")):
        status, tried = post("try", changes=changes)
        assert status == 200 and tried["by"] == "predict", tried
        status, exact = post("exact")
        wanted = solved(on)
        solved(off)
        assert wanted != drawn, changes
        assert abs(exact["worst"]["drop_v"] - wanted) < 1e-9 * wanted, (changes, wanted)
        assert abs(exact["before"]["drop_v"] - drawn) < 1e-9 * drawn
        bound = tried["worst"]["bound_v"]
        assert abs(tried["worst"]["drop_v"] - wanted) <= bound + 1e-12, (changes, tried["worst"])
        assert abs(exact["off_v"] - (wanted - tried["worst"]["drop_v"])) < 1e-12
    assert tried["undo"] == 4, tried["undo"]
    status, kept = post("keep")
    assert "<stripes layer=\"metal2\"" in kept["plan"] and not kept["not_in_plan"], kept
    assert s.get("api/download?what=plan&session=" + session)[2].decode() == kept["plan"]
    assert post("undo")[1]["changes"][0]["kind"] == "vias"
    assert len(post("keep")[1]["not_in_plan"]) == 1
    status, none = post("undo", all=True)
    assert none["changes"] == [] and abs(post("exact")[1]["worst"]["drop_v"] - drawn) < 1e-12
    # while a slider moves one step back is enough
    for width in (0.5, 0.6, 0.7):
        post("try", changes=[{"kind": "stripes", "layer": "metal2", "width": width}])
    assert post("undo")[1]["changes"] == []
    for bad, status in (([{"kind": "nosuch"}], 400), ("x", 400), ([1], 400),
                        ([{"kind": "stripes", "layer": "nosuch"}], 422),
                        ([{"kind": "vias", "layer": "via1", "factor": "x"}], 400),
                        ([{"kind": "drop_stripe", "layer": "metal2", "at": 9}], 422),
                        ([{"kind": "drop_stripe", "layer": "metal2", "at": 8}], 422),
                        ([{"kind": "activity", "region": [1, 2], "factor": 1}], 400),
                        ([{"kind": "add_stripe", "layer": "metal2", "at": 99, "width": 1}], 422)):
        got, answer = post("try", changes=bad)
        assert got == status, (bad, got, answer)
        assert abs(post("exact")[1]["worst"]["drop_v"] - drawn) < 1e-12, bad
    assert s.ask("POST", "api/try?session=" + session, body=b"{broken")[0] == 400
    for path in ("api/try", "api/undo?session=shell", "api/keep"):  # all pages see that one
        assert s.ask("POST", path, body=b'{"net": "VDD", "changes": []}')[0] == 400, path
    # the shell has what it had, and clients do not meet
    s.tell("puts [llength [dict get [irdrop::plan_info] lines]]; flush stdout")
    assert s.process.stdout.readline().strip() == "0"
    other = json.loads(s.post_form("api/session", [("from", "", b"shell")])[2])["session"]
    post("try", changes=wide)
    answer = s.ask("POST", "api/exact?session=" + other, body=b'{"net": "VDD"}')
    assert abs(json.loads(answer[2])["worst"]["drop_v"] - drawn) < 1e-9 * drawn


def test_stamp(s):
    def stamp():
        return json.loads(s.get("api/stamp")[2])["stamp"]

    def worst():
        page = json.loads(s.get("api/page")[2])
        return page.get("report", page)["nets"][0]["worst_drop_v"]

    first, drop = stamp(), worst()
    s.tell("irdrop::design_info; irdrop::help solve; irdrop::set_power -total 50mW; puts set; "
           "flush stdout")
    assert s.process.stdout.readline().strip() == "set"
    assert stamp() == first, "a setting is no analysis"
    s.tell("irdrop::solve; puts solved; flush stdout")
    assert s.process.stdout.readline().strip() == "solved"
    assert stamp() != first
    assert abs(worst() / drop - 2) < 1e-6


def children(pid):
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, encoding="latin-1") as file:
                    if int(file.read().rsplit(")", 1)[1].split()[1]) == pid:
                        found.append(int(name))
            except OSError:
                pass
    return found


def test_killed_worker(s):
    session = json.loads(s.post_form("api/session", [("from", "", b"shell")])[2])["session"]
    assert s.get("api/page?session=" + session)[0] == 200
    for pid in children(s.process.pid):
        os.kill(pid, signal.SIGSTOP)
    with s.socket() as c:
        c.sendall(s.head("GET", "/%s/api/page?session=%s" % (s.token, session)))
        time.sleep(0.2)
        assert s.get("api/stamp")[0] == 200
        for pid in children(s.process.pid):
            os.kill(pid, signal.SIGKILL)
        status, _, body = read_answer(Reader(c))
        assert status == 500 and b"IRD-0796" in body
    assert s.get("api/page?session=" + session)[0] == 410
    assert s.get("api/page")[0] == 200


def test_stop(s):
    assert s.get("api/page")[0] == 200
    workers = children(s.process.pid)
    assert workers
    s.tell("irdrop::serve -stop; puts stopped; flush stdout")
    assert s.process.stdout.readline().strip() == "stopped"
    try:
        s.get("api/stamp")
        raise AssertionError("it is served still")
    except (ConnectionError, EOFError):
        pass
    assert not children(s.process.pid), "workers are left"
    s.tell("puts [irdrop::serve]; flush stdout")
    again = s.process.stdout.readline().strip()
    assert again.startswith("http://127.0.0.1:") and s.token not in again


# --- the shell ------------------------------------------------------------------------

def test_prompt(tclsh, data):
    """At a terminal: the prompt goes on while something is served, and after it."""
    pid, end = pty.fork()
    if pid == 0:
        os.execve(tclsh, [tclsh], dict(os.environ, TERM="dumb"))
    said = ""

    def wait_for(pattern):
        nonlocal said
        limit = time.monotonic() + LIMIT_S
        while time.monotonic() < limit:
            found = re.search(pattern, said)
            if found:
                said = said[found.end():]
                return found
            if select.select([end], [], [], 0.2)[0]:
                said += os.read(end, 65536).decode("utf-8", "replace")
        raise AssertionError("no %r in %r" % (pattern, said[-500:]))

    def fetch(match):
        with socket.create_connection(("127.0.0.1", int(match.group(1))), timeout=20) as c:
            c.sendall(("GET /%s/api/stamp HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n"
                       % (match.group(2), match.group(1))).encode())
            return read_answer(Reader(c))[0]

    os.write(end, b"puts <[package require irdrop]>\r")
    wait_for("<[0-9.]+>")
    os.write(end, b"puts <[irdrop::serve]>\r")
    match = wait_for(r"<http://127\.0\.0\.1:(\d+)/([0-9a-f]+)/>")
    for _ in range(3):
        assert fetch(match) == 200
        os.write(end, b"puts <[expr {6 * 7}]>\r")
        wait_for("<42>")
    os.write(end, b"irdrop::serve -stop; puts <[expr {6 * 8}]>\r")
    wait_for("<48>")
    os.write(end, b"puts <[expr {6 * 9}]>\r")
    wait_for("<54>")
    os.write(end, b"puts <[irdrop::serve]>\r")
    match = wait_for(r"<http://127\.0\.0\.1:(\d+)/([0-9a-f]+)/>")
    assert fetch(match) == 200
    os.write(end, b"\x03")  # nothing runs: it ends the shell, as before
    limit = time.monotonic() + LIMIT_S
    while time.monotonic() < limit:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGINT, status
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("Ctrl-C did not end it")


def test_script(tclsh, data, folder="."):
    """A script that has ended goes on serving, and ends by serve -stop."""
    path = os.path.join(folder, "serve_script.tcl")
    with open(path, "w", encoding="ascii") as file:
        file.write("package require irdrop\nputs [irdrop::serve]\nflush stdout\n"
                   "after 3000 irdrop::serve -stop\n")
    process = subprocess.Popen([tclsh, path], stdout=subprocess.PIPE, text=True)
    match = re.search(r":(\d+)/([0-9a-f]+)/", process.stdout.readline())
    with socket.create_connection(("127.0.0.1", int(match.group(1))), timeout=20) as c:
        c.sendall(("GET /%s/api/page HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n"
                   % (match.group(2), match.group(1))).encode())
        status, _, body = read_answer(Reader(c))
    assert status == 404 and b"IRD-0701" in body, body
    assert process.wait(timeout=LIMIT_S) == 0
    process.stdout.close()


def main():
    tclsh, data = sys.argv[1:3]
    wanted = sys.argv[3:]
    small = "set ::irdrop::server::patience_ms 1000"
    failures = 0
    for test, before in ((test_guards, ""), (test_headers, ""), (test_broken_requests, small),
                         (test_keep_alive_and_pipelining, ""), (test_too_much, "limit"),
                         (test_unfinished_and_many, small), (test_slow_readers, ""),
                         (test_row_and_crowd, ""), (test_predict, ""),
                         (test_samples_and_batch, ""), (test_bad_maps, ""),
                         (test_sessions, ""), (test_try, ""), (test_stamp, ""), (test_killed_worker, ""),
                         (test_stop, ""), (test_prompt, None), (test_script, None)):
        if wanted and test.__name__ not in wanted:
            continue
        server = None
        try:
            if before is None:
                test(tclsh, data)
            else:
                if before == "limit":
                    before = "irdrop::serve -limit 1"
                server = Server(tclsh, data, before=before)
                test(*([server, data] if test is test_sessions else [server]))
            print("passed: %s" % test.__name__)
        except Unserved as problem:
            if "IRD-0790" in str(problem):
                print("SKIPPED: %s" % problem)
                return 77
            raise
        except (AssertionError, OSError, EOFError, KeyError, ValueError) as problem:
            failures += 1
            print("FAILED: %s: %s: %s" % (test.__name__, type(problem).__name__, problem))
        finally:
            if server is not None:
                server.close()
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
