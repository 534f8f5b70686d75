"""The program from its start to a saved session, by keys alone, as a screen reader is told of it.

Keys are sent by xdotool; what is told is read over AT-SPI: where the keyboard is, what that is called, what state it
is in, and what is announced. At every step each thing that can have the keyboard must have a name.

    dbus-run-session -- python3 keyboard_run.py PROGRAM HOME SESSION

HOME is an empty folder, SESSION the file to save to. The display must have a window manager.
"""

import json
import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

# Only something that never comes is waited for this long, however busy the machine is.
LIMIT_SECS = 240
CLAIM = "Ukraine has lost nearly all of Kurakhove"
NOTE = "only one side says so"


def switch_on():
    """Says on the session's bus that a screen reader is there; programs are silent otherwise."""
    is_enabled = GLib.Variant("(ssv)", ("org.a11y.Status", "IsEnabled", GLib.Variant("b", True)))
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    path, interface = "/org/a11y/bus", "org.freedesktop.DBus.Properties"
    bus.call_sync("org.a11y.Bus", path, interface, "Set", is_enabled, None, Gio.DBusCallFlags.NONE, -1, None)


def start(program, home):
    """The program in a home of its own, without file dialogs."""
    for name in ["data", "config", "run", "programs"]:
        os.makedirs(os.path.join(home, name), exist_ok=True)
    environment = {name: os.environ[name] for name in ["DISPLAY", "DBUS_SESSION_BUS_ADDRESS"]}
    environment.update(HOME=home, PATH=os.path.join(home, "programs"))
    for name, folder in [("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_RUNTIME_DIR", "run")]:
        environment[name] = os.path.join(home, folder)
    return subprocess.Popen([program], env=environment, cwd=home)


def xdotool(*arguments):
    return subprocess.run(["xdotool", *arguments], check=False, capture_output=True, text=True).stdout.strip()


def states(node):
    return {state.value_nick for state in node.get_state_set().get_states()}


def text_of(node):
    return Atspi.Text.get_text(node, 0, -1) if "Text" in node.get_interfaces() else ""


class Reader:
    """What a screen reader knows of the program."""

    def __init__(self, process):
        self.process = process
        self.announced = []
        self.focus_told = []
        self.listener = Atspi.EventListener.new(self.take_in)
        for kind in ["object:announcement", "object:state-changed:focused"]:
            self.listener.register(kind)

    def take_in(self, event):
        if event.type.startswith("object:announcement"):
            self.announced.append(str(event.any_data))
        elif event.detail1 == 1:
            self.focus_told.append(event.source.get_name())

    def nodes(self):
        """Everything in the window, from the top."""
        desktop = Atspi.get_desktop(0)
        programs = [desktop.get_child_at_index(at) for at in range(desktop.get_child_count())]
        waiting = [program for program in programs if program and program.get_process_id() == self.process.pid]
        nodes = []
        for program in waiting:
            program.set_cache_mask(Atspi.Cache.NONE)
        while waiting:
            node = waiting.pop()
            nodes.append(node)
            children = [node.get_child_at_index(at) for at in range(node.get_child_count())]
            waiting.extend(child for child in reversed(children) if child)
        return nodes

    def focused(self, nodes):
        found = [node for node in nodes if "focused" in states(node)]
        assert len(found) <= 1, f"several things have the keyboard: {[node.get_name() for node in found]}"
        return found[0] if found else None

    def wait_until(self, what, is_so):
        """Polls until a check of all nodes gives something; the last failure is told."""
        started, last = time.monotonic(), None
        while time.monotonic() - started < LIMIT_SECS:
            while GLib.MainContext.default().iteration(False):
                pass
            assert self.process.poll() is None, f"the program ended while it was waited for {what}"
            try:
                nodes = self.nodes()
                if found := is_so(nodes):
                    self.check_names(nodes)
                    return found
                last = self.describe(self.focused(nodes))
            except GLib.Error as error:
                # A thing may go while it is read.
                last = error
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {what}; at last: {last}")

    def check_names(self, nodes):
        for node in nodes:
            if "focusable" in states(node):
                assert node.get_name().strip(), f"a {node.get_role_name()} that can have the keyboard has no name"

    def describe(self, node):
        return f"{node.get_role_name()} “{node.get_name()}” {sorted(states(node))}" if node else "nothing"

    def expect_focus(self, what, role, name, *wanted_states):
        """Waits until the keyboard is on something of the role whose name begins so, and that has been told."""

        def is_there(nodes):
            node = self.focused(nodes)
            is_it = node and node.get_role_name() == role and node.get_name().startswith(name)
            return node if is_it and set(wanted_states) <= states(node) else None

        node = self.wait_until(what, is_there)
        full_name = node.get_name()
        self.wait_until(f"word of {what}", lambda _: full_name in self.focus_told)
        print(f"told: {self.describe(node)}", flush=True)
        return node

    def expect(self, what, role, name, *wanted_states):
        """Waits for something of the role whose name begins so, wherever the keyboard is."""

        def is_it(node):
            return node.get_role_name() == role and node.get_name().startswith(name)

        def find(nodes):
            return next((node for node in nodes if is_it(node) and set(wanted_states) <= states(node)), None)

        node = self.wait_until(what, find)
        print(f"there: {self.describe(node)}", flush=True)
        return node

    def press(self, *keys):
        self.focus_told.clear()
        for key in keys:
            xdotool("key", "--clearmodifiers", key)

    def type(self, text):
        xdotool("type", "--delay", "12", text)


def run(process, session):
    """The main job; the program's own words are what is waited for."""
    reader = Reader(process)
    window = ""
    while not window:
        assert process.poll() is None, "the program ended before its window was there"
        window = xdotool("search", "--onlyvisible", "--pid", str(process.pid))
        time.sleep(0.05)
    xdotool("windowactivate", "--sync", window.split()[0])

    # The welcome, and the example behind it.
    reader.expect_focus("the welcome", "push button", "Start")
    reader.press("Return")
    reader.expect("the window's name", "frame", "new session – Counterclaim")

    # A claim is chosen.
    reader.press("l")
    reader.expect_focus("the first card", "toggle button", "All of Kurakhove is under Russian control", "pressed")
    reader.press("Down")
    card = reader.expect_focus("the second card", "toggle button", CLAIM, "pressed")
    words = card.get_name()
    for part in ["statements", "origins", "ungraded"]:
        assert part in words, f"the card does not tell “{part}”: {words}"
    reader.expect("the claim's own panel", "label", CLAIM)

    # It is graded.
    ungraded = reader.expect("the grade", "toggle button", "Credibility 4, Doubtful")
    assert "pressed" not in states(ungraded), "a grade is given from the start"
    reader.press("4")
    reader.expect("the grade given", "toggle button", "Credibility 4, Doubtful", "pressed")
    reader.expect("the card with its grade", "toggle button", CLAIM, "focused")
    reader.expect("the mark of unsaved work", "frame", "• new session – Counterclaim")

    # A note is written.
    reader.press("n")
    note = reader.expect_focus("the note", "entry", "Note on the claim", "editable", "multi-line")
    reader.type(NOTE)
    reader.wait_until("the note's text", lambda _: text_of(note) == NOTE)
    reader.press("Escape")
    reader.expect_focus("the window alone", "frame", "• new session")

    # Tab goes from one named thing to the next.
    names = ["• new session – Counterclaim"]
    for _ in range(20):
        before = names[-1]
        reader.press("Tab")

        def is_next(nodes):
            node = reader.focused(nodes)
            return node and node.get_name() != before and node.get_name()

        names.append(reader.wait_until(f"what comes after “{before}”", is_next))
    assert len(set(names)) > 15, f"Tab goes in a circle: {names}"
    print(f"Tab: {names}", flush=True)

    # The session is saved under a path that is typed.
    reader.press("ctrl+s")
    path = reader.expect_focus("the question for a path", "entry", "Path of the file", "editable")
    reader.press("ctrl+a")
    reader.type(session)
    reader.wait_until("the path", lambda _: text_of(path) == session)
    reader.press("Return")
    saved = f"Saved {os.path.basename(session)}"
    # The notice goes by itself, on a busy machine before anybody has looked; that it was said stays.
    reader.wait_until("the notice to be said", lambda _: saved in reader.announced)
    reader.expect("the session's name", "frame", f"{os.path.basename(session)} – Counterclaim")

    # And the program is left.
    reader.press("ctrl+q")
    assert process.wait(LIMIT_SECS) == 0, "the program did not end well"
    with open(session, encoding="utf-8") as file:
        edits = [json.loads(line)["edit"] for line in file.read().splitlines()[1:]]
    assert [(edit["set"], edit["to"]) for edit in edits] == [("credibility", 4), ("note", NOTE)], edits
    print(f"announced: {reader.announced}")


def main():
    program, home, session = sys.argv[1:]
    switch_on()
    Atspi.init()
    process = start(program, home)
    try:
        run(process, session)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
