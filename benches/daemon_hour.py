"""A daemon on the real clock: a brief a minute, a feed, prices and a mail server on loopback; killed five times.

    python3 benches/daemon_hour.py target/release/contrabrief OUT_FOLDER MINUTES

Prints what became of every occurrence and message, how soon each start answered, and the memory over time.
"""
import datetime as dt
import http.server
import os
import pathlib
import random
import re
import signal
import socketserver
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request

BINARY, OUT, MINUTES = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
READERS = ["a", "b", "c"]
KILLS = 5
STATUS_PORT = 18462


def now():
    return dt.datetime.now(dt.timezone.utc)


class Wire(http.server.BaseHTTPRequestHandler):
    """Five new articles whenever the feed is asked; 300 daily bars for any symbol."""

    def do_GET(self):
        kind, body = self.feed() if self.path.endswith(".rss") else self.bars()
        body = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def feed(self):
        at = now()
        items = "".join(
            f"<item><guid>{at:%d%H%M}-{i}</guid><title>Helix order {at:%H%M} number {i} beats hopes</title>"
            f"<link>https://wire.example/{at:%d%H%M}{i}</link><pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            for i in range(5)
        )
        return "application/rss+xml", f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'

    def bars(self):
        days = (now().date() - dt.timedelta(days=back) for back in range(300, 0, -1))
        rows = "".join(f"{day},100,105,99,{100 + day.toordinal() % 5},1000\n" for day in days)
        return "text/csv", "date,open,high,low,close,volume\n" + rows

    def log_message(self, *_):
        pass


accepted = {}


class Postbox(socketserver.StreamRequestHandler):
    """Takes every message and counts it by its Message-ID."""

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")
        self.wfile.flush()

    def handle(self):
        self.say("220 postbox")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.say("354 go on")
                if not self.take():
                    return
            self.say("221 bye" if verb == b"QUIT" else "250 taken")

    def take(self):
        body = b""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            body += line
        name = re.search(rb"(?im)^Message-ID: *(.*?)\r$", body).group(1)
        accepted[name] = accepted.get(name, 0) + 1
        return True


class Mail(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def serve(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def configuration(web_port, mail_port):
    first = now() + dt.timedelta(minutes=2)
    briefs = "".join(
        f'[[brief]]\nid = "m{minute:03}"\ntitle = "Minute {minute}"\ntickers = ["HELX", "ORRY"]\nrecipients = {READERS}\n'
        f'at = "{first + dt.timedelta(minutes=minute):%H:%M}"\ntimezone = "UTC"\non = "every-day"\n'
        for minute in range(MINUTES - 3)
    )
    readers = "".join(f'[[subscriber]]\nid = "{who}"\naddress = "{who}@reader.example"\n' for who in READERS)
    tickers = "".join(
        f'[[ticker]]\nsymbol = "{symbol}"\nname = "{name}"\nkind = "crypto"\ncalendar = "crypto"\n'
        for symbol, name in [("HELX", "Helix"), ("ORRY", "Orrery")]
    )
    return f"""
[collect]
articles_every = "1m"
[[source]]
id = "wire"
kind = "feed"
url = "http://127.0.0.1:{web_port}/feed.rss"
[[prices]]
id = "daily"
kind = "csv"
url = "http://127.0.0.1:{web_port}/{{symbol}}.csv"
[limits]
allow_private_addresses = true
[smtp]
host = "127.0.0.1"
port = {mail_port}
tls = "none"
from = "Desk <desk@desk.example>"
domain_messages_per_minute_max = 0
[status]
listen = "127.0.0.1:{STATUS_PORT}"
{tickers}{readers}{briefs}"""


def start(config, log):
    """The process, and the seconds until it answered that it is ready."""
    begun = time.time()
    process = subprocess.Popen([BINARY, "-c", str(config), "daemon"], stdout=log, stderr=log)
    while time.time() - begun < 30:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{STATUS_PORT}/healthz", timeout=1)
            break
        except OSError:
            time.sleep(0.005)
    return process, time.time() - begun


def resident_mb(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    web = serve(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Wire))
    config = OUT / "contrabrief.toml"
    config.write_text(configuration(web, serve(Mail(("127.0.0.1", 0), Postbox))))
    log = open(OUT / "daemon.log", "ab")
    random.seed(5)
    begun = time.time()
    kills = sorted(begun + random.uniform(120, MINUTES * 60 - 150) for _ in range(KILLS))
    process, soon = start(config, log)
    starts, memory = [soon], []
    while time.time() < begun + MINUTES * 60:
        if kills and time.time() > kills[0]:
            kills.pop(0)
            process.send_signal(signal.SIGKILL)
            process.wait()
            time.sleep(random.uniform(0, 20))
            process, soon = start(config, log)
            starts.append(soon)
        memory.append((round((time.time() - begun) / 60, 1), round(resident_mb(process), 1)))
        time.sleep(15)
    process.send_signal(signal.SIGTERM)
    print("exit code after SIGTERM:", process.wait())
    report(starts, memory)


def report(starts, memory):
    store = sqlite3.connect(OUT / "data" / "contrabrief.db")
    due = int(time.time() * 1e6)
    print("occurrences:", store.execute("SELECT state, count(*) FROM occurrences WHERE due_at < ? GROUP BY 1", (due,)).fetchall())
    print("ledger:", store.execute("SELECT state, count(*) FROM outbox GROUP BY 1").fetchall())
    print("messages accepted:", len(accepted), "· twice:", sum(1 for times in accepted.values() if times > 1))
    print("seconds from start to answering:", [round(soon, 3) for soon in starts])
    print("resident MB at minute:", memory[:: max(1, len(memory) // 30)])
    print("largest resident MB:", max(mb for _, mb in memory), "· in the last quarter:", max(mb for _, mb in memory[len(memory) * 3 // 4 :]))


if __name__ == "__main__":
    main()
