"""`python -m tests.faults.forks`: loads the application once; for each port on its input it forks a web process.

So that twenty of them can be killed in the time that it takes to load the program a few times.
"""

import os
import signal
import sys

from werkzeug.serving import make_server

from wsgi import app


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setpgid(0, 0)
            make_server("127.0.0.1", int(line), app, threaded=True).serve_forever()
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
