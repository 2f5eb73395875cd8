# SPDX-License-Identifier: BSD-3-Clause
"""irdrop as a user of a shell meets it, through a pseudo terminal.

    shell.py TCLSH DATA_FOLDER

Ctrl-C while a command runs brings the prompt back with the design as it was, is left alone
where it is ignored, and ends the shell again when no command runs. Colours come by
themselves on a terminal that says that it has them. Where tclreadline is installed, the
Tab key completes the names of commands and of the ensemble.

Exit status: 0 passed, 1 failed, 77 no pseudo terminal here.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time

LIMIT_S = 60.0


class Shell:
    """A tclsh at the other end of a pseudo terminal."""

    def __init__(self, tclsh, ignore_sigint=False, **variables):
        pid, self.end = pty.fork()
        if pid == 0:
            # Wide, so that a prompt with a long path does not wrap what is typed.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 500, 0, 0))
            if ignore_sigint:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            environment = dict(os.environ, LC_ALL="C.UTF-8", TERM="xterm", **variables)
            os.execve(tclsh, [tclsh], environment)
        self.pid = pid
        self.said = ""

    def read_some(self, wait_s):
        if select.select([self.end], [], [], wait_s)[0]:
            try:
                self.said += os.read(self.end, 65536).decode("utf-8", "replace")
            except OSError:
                return False
        return True

    def wait_for(self, pattern):
        """What was said up to and with the pattern; it is forgotten."""
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            found = re.search(pattern, self.said, re.S)
            if found:
                text = self.said[: found.end()]
                self.said = self.said[found.end():]
                return text
            if not self.read_some(0.2):
                break
        raise AssertionError("no %r in %r" % (pattern, self.said[-2000:]))

    def send(self, text):
        os.write(self.end, text.encode())

    def ask(self, script):
        """The result of a script, between marks that its echo does not hold."""
        self.send("puts <[string index abc 0]>[catch {%s} said],$said</[string index abc 0]>\r"
                  % script)
        return re.search("<a>(.*)</a>", self.wait_for("<a>.*</a>"), re.S).group(1)

    def ended_by(self):
        """The signal that ended the shell; 0 when it lives on."""
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1
            self.read_some(0.05)
        return 0

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.end)


def write_big(folder, data):
    """The small design with so many components that reading takes a while."""
    with open(os.path.join(data, "small.def"), encoding="ascii") as file:
        text = file.read()
    count = 1000000
    lines = "\n".join("- c%d INV ;" % i for i in range(count))
    text = re.sub(r"COMPONENTS 6 ;.*END COMPONENTS",
                  "COMPONENTS %d ;\n%s\nEND COMPONENTS" % (count, lines), text, flags=re.S)
    text = re.sub(r"SPECIALNETS 3 ;.*END SPECIALNETS", "", text, flags=re.S)
    path = os.path.join(folder, "big.def")
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    return path


def start(tclsh, data, **options):
    shell = Shell(tclsh, **options)
    assert shell.ask("package require irdrop").startswith("0,"), "no package irdrop"
    assert shell.ask("irdrop::read_lef %s/small.lef" % data) == "0,"
    assert shell.ask("irdrop::read_def %s/small.def" % data) == "0,"
    return shell


def press_while_reading(shell, big):
    """Ctrl-C in the middle of read_def; what read_def says."""
    shell.send("puts <[string index abc 1]>; flush stdout; "
               "puts <[catch {irdrop::read_def %s} said how],$said,"
               "[dict get [dict merge {-errorcode {}} $how] -errorcode]>\r" % big)
    shell.wait_for("<b>")
    time.sleep(0.05)
    shell.send("\x03")
    return re.search("<([01],[^>]*)>", shell.wait_for("<[01],[^>]*>")).group(1)


def test_interrupt(tclsh, data, big):
    shell = start(tclsh, data)
    before = shell.ask("irdrop::design_info")
    said = press_while_reading(shell, big)
    assert said == ("1,IRD-0002: interrupted while reading DEF; nothing was changed,"
                    "IRDROP SYSTEM INTERRUPTED"), said
    assert shell.ask("irdrop::design_info") == before, "the design changed"
    said = press_while_reading(shell, big)
    assert said.startswith("1,IRD-0002"), "the second time: " + said
    shell.send("\x03")
    assert shell.ended_by() == signal.SIGINT, "the handler stayed behind"


def test_late(tclsh, data):
    """Ctrl-C when nothing is left to stop: the script ends, what was done stays. Printing
    may run other commands of ours; the handler goes all the same."""
    shell = start(tclsh, data)
    shell.ask("proc ::irdrop::host::print text {irdrop::version; "
              "puts <[string index abc 1]>; flush stdout; after 1000}")
    shell.send("puts <[catch {irdrop::show current} said],$said>\r")
    shell.wait_for("<b>")
    time.sleep(0.05)
    shell.send("\x03")
    said = shell.wait_for("<[01],[^>]*>")
    assert "<1,IRD-0003: interrupted when the command was done; what it did stays>" in said, said
    assert shell.ask("irdrop::map list") == "0,"
    shell.send("\x03")
    assert shell.ended_by() == signal.SIGINT, "the handler stayed behind"


def test_ignored(tclsh, data, big):
    """Whoever ignores the signal, or handles it, keeps it."""
    shell = start(tclsh, data, ignore_sigint=True)
    said = press_while_reading(shell, big)
    assert said.startswith("0,,"), said
    assert "components 1000000" in shell.ask("irdrop::design_info")
    shell.close()


def test_colours(tclsh, data):
    for variables, wanted in (({"COLORTERM": "truecolor"}, True),
                              ({"COLORTERM": "", "TERM": "xterm"}, False),
                              ({"COLORTERM": "truecolor", "NO_COLOR": "1"}, False)):
        shell = start(tclsh, data, **{k: v for k, v in variables.items() if k != "TERM"})
        shell.send("irdrop::show current -width 8\r")
        said = shell.wait_for("largest  ")
        assert ("\x1b[38;2;" in said and "\u2580" in said) == wanted, (variables, said)
        shell.close()


def test_completion(tclsh, data):
    """Tab completes our names by what tclreadline finds out by itself."""
    shell = start(tclsh, data)
    if not shell.ask("package require tclreadline").startswith("0,"):
        print("SKIPPED: no tclreadline here, which completes names by the Tab key")
        shell.close()
        return
    shell.send("::tclreadline::Loop\r")
    for typed, completed in (("irdrop::report_hot\t", "irdrop::report_hotspots"),
                             ("irdrop report_hot\t", "irdrop report_hotspots"),
                             ("irdrop map inf\t", "irdrop map info"),
                             ("irdrop::predict -ver\t", "irdrop::predict -verify")):
        shell.send(typed)
        shell.wait_for(re.escape(completed))
        shell.send("\x15")
    shell.close()


def main():
    tclsh, data = sys.argv[1:]
    try:
        os.close(pty.openpty()[0])
    except OSError as error:
        print("SKIPPED: no pseudo terminal: %s" % error)
        return 77
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        big = write_big(folder, data)
        for test, arguments in ((test_interrupt, (big,)), (test_late, ()),
                                (test_ignored, (big,)), (test_colours, ()),
                                (test_completion, ())):
            try:
                test(tclsh, data, *arguments)
                print("passed: %s" % test.__name__)
            except AssertionError as error:
                failures += 1
                print("FAILED: %s: %s" % (test.__name__, error))
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
