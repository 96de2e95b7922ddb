"""Serves the files of a folder on a free port of the loopback, with the faults that the first part of a path names.

/whole/NAME        the file, also in parts
/cut-N/NAME        the connection ends after N bytes of every body
/silent/NAME       the connection ends before a body
/plain/NAME        the file, never in parts
/anonymous/NAME    in parts, without saying of which version
/status-N/NAME     only a status
/moved/NAME        elsewhere: /whole/NAME
/encoded/NAME      labelled as compressed on the way, as some servers label .gz files
/fields-N/NAME     after N superfluous fields of 1 KB
/endless/NAME      the file and more, without saying how much

The first line printed is the port; then a line for every request: method, path, Range and If-Range. Ends with its input.
"""

import hashlib
import http.server
import os
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        wanted, condition = self.headers.get("Range"), self.headers.get("If-Range")
        print("GET", self.path, wanted or "-", condition or "-", flush=True)
        _, fault, name = self.path.split("/", 2)
        kind, _, number = fault.partition("-")
        self.close_connection = True
        if kind == "status":
            return self.head(int(number), {"Content-Length": "0"})
        if kind == "moved":
            return self.head(302, {"Location": f"/whole/{name}", "Content-Length": "4"}, b"body")
        try:
            with open(os.path.join(self.server.folder, name), "rb") as file:
                content = file.read()
        except OSError:
            return self.head(404, {"Content-Length": "0"})
        tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        fields = {} if kind == "anonymous" else {"ETag": tag}
        if kind == "fields":
            fields |= {f"X-{count}": "x" * 1000 for count in range(int(number))}
        if kind == "encoded":
            fields["Content-Encoding"] = "gzip"
        if kind == "endless":
            return self.head(200, fields, content + bytes(1 << 20))
        start = 0
        if wanted and kind != "plain" and condition in (None, tag):
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                return self.head(416, {"Content-Range": f"bytes */{len(content)}", "Content-Length": "0"})
            fields["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        body = content[start:]
        fields["Content-Length"] = str(len(body))
        if kind == "cut":
            body = body[: int(number)]
        if kind == "silent":
            body = b""
        self.head(206 if "Content-Range" in fields else 200, fields, body)

    def head(self, status, fields, body=b""):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        try:
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # who asked has had enough


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.folder = sys.argv[1]
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
