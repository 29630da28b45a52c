"""Every announcement of a charger against the newest Home Assistant: python3 home_assistant_wheel.py WHEEL CHARGER

The release itself runs on a newer Python than the one here, so what it knows is read out of its source: abbreviations,
device classes with their units and state classes, and components.
"""

import ast
import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from urllib.request import urlopen

PATIENCE = 60.0
NODE = "go-echarger_123456"
# For releases up to 2026.3, which do not know `def_ent_id`.
OLDER = {"obj_id"}


class Source:
    """The parts of Home Assistant's source that are looked at, as far as they can be read without running them."""

    def __init__(self, wheel):
        self.files = zipfile.ZipFile(wheel)
        self.version = re.search(r"homeassistant-([0-9.a-z]+)-", Path(wheel).name)[1]
        self.enums, self.names = {}, {}
        self.learn(self.tree("const.py"))

    def tree(self, path):
        return ast.parse(self.files.read(f"homeassistant/{path}"))

    def learn(self, tree):
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                members = {}
                for item in node.body:
                    if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant):
                        members[item.targets[0].id] = item.value.value
                self.enums[node.name] = members
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.keep(node.targets[0].id, node.value)
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                self.keep(node.target.id, node.value)

    def keep(self, name, value):
        with contextlib.suppress(ValueError):
            self.names[name] = self.value(value)

    def value(self, node):
        match node:
            case ast.Constant():
                return node.value
            case ast.Name() if node.id in self.names:
                return self.names[node.id]
            case ast.Name() if node.id in self.enums:
                return set(self.enums[node.id].values())
            case ast.Attribute(value=ast.Name()) if node.attr in self.enums.get(node.value.id, {}):
                return self.enums[node.value.id][node.attr]
            case ast.Call(func=ast.Name(id="set" | "list" | "frozenset"), args=[inner]):
                return set(self.value(inner))
            case ast.Call(func=ast.Name(id="set"), args=[]):
                return set()
            case ast.Set() | ast.List() | ast.Tuple():
                found = set()
                for item in node.elts:
                    starred = isinstance(item, ast.Starred)
                    found |= self.value(item.value) if starred else {self.value(item)}
                return found
            case ast.BinOp(op=ast.BitOr()):
                return self.value(node.left) | self.value(node.right)
            case ast.Dict():
                pairs = zip(node.keys, node.values)
                return {self.value(key): self.value(value) for key, value in pairs if key is not None}
        raise ValueError(ast.dump(node))

    def table(self, path, name):
        """A table of a file, which knows the names of that file, too."""
        self.names.pop(name, None)
        self.learn(self.tree(path))
        if name not in self.names:
            raise ValueError(f"{path} has no {name} that can be read")
        return self.names[name]


class Knowledge:
    def __init__(self, source):
        abbreviations = "components/mqtt/abbreviations.py"
        self.fields = source.table(abbreviations, "ABBREVIATIONS")
        self.device = source.table(abbreviations, "DEVICE_ABBREVIATIONS")
        self.origin = source.table(abbreviations, "ORIGIN_ABBREVIATIONS")
        self.numbers = source.table("components/number/const.py", "DEVICE_CLASS_UNITS")
        self.sensors = source.table("components/sensor/const.py", "DEVICE_CLASS_UNITS")
        self.states = source.table("components/sensor/const.py", "DEVICE_CLASS_STATE_CLASSES")
        self.state_classes = set(source.enums["SensorStateClass"].values())
        self.sensor_classes = set(source.enums["SensorDeviceClass"].values())
        source.learn(source.tree("components/binary_sensor/__init__.py"))
        for path in ("components/binary_sensor/const.py",):
            with contextlib.suppress(KeyError):
                source.learn(source.tree(path))
        self.binary = set(source.enums["BinarySensorDeviceClass"].values())

    def wrong(self, component, message):
        """What the release would not take, or warn of."""
        known = set(self.fields) | set(self.fields.values()) | {"~", "dev", "o", "device", "origin"}
        for field in set(message) - known - OLDER:
            yield f"the field {field}"
        for part, names in (("dev", self.device), ("o", self.origin)):
            for field in set(message[part]) - set(names) - set(names.values()):
                yield f"the field {field} of {part}"
        if not message["o"].get("name"):
            yield "an origin without a name"
        domain, _, object_ = message["def_ent_id"].partition(".")
        if domain != component or not object_:
            yield f"def_ent_id {message['def_ent_id']}"
        name, device = message.get("name"), message["dev"]["name"]
        if name and name.lower().startswith(device.lower()):
            yield f"the name {name}, which repeats the device's"
        if message.get("ent_cat") not in (None, "config", "diagnostic"):
            yield f"the category {message['ent_cat']}"
        if component == "sensor" and message.get("ent_cat") == "config":
            yield "a sensor among the settings"
        yield from self.wrong_class(component, message)

    def wrong_class(self, component, message):
        kind, unit, state = message.get("dev_cla"), message.get("unit_of_meas"), message.get("stat_cla")
        if component == "binary_sensor" and kind not in self.binary | {None}:
            yield f"the class {kind}"
        if component == "sensor":
            if kind not in self.sensor_classes | {None}:
                yield f"the class {kind}"
            if kind in self.sensors and unit not in self.sensors[kind]:
                yield f"the unit {unit} of {kind}"
            if state not in self.state_classes | {None}:
                yield f"the state class {state}"
            if state and kind in self.states and state not in self.states[kind]:
                yield f"the state class {state} of {kind}"
            if kind == "enum" and (state or unit or not message.get("ops")):
                yield "an enum with a unit, a state class, or without options"
        if component == "number" and kind is not None:
            if kind not in self.numbers:
                yield f"the class {kind}"
            elif unit not in self.numbers[kind]:
                yield f"the unit {unit} of {kind}"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def announcements(program):
    """What a charger announces in each style, by topic."""
    with tempfile.TemporaryDirectory() as state:
        command = [program, "--no-mdns", "--http", "127.0.0.1:0", "--broker", "127.0.0.1:0", "--state", state]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as charger:
            try:
                http = charger.stdout.readline().strip()
                port = charger.stdout.readline().strip().rsplit(":", 1)[1]
                styles = {}
                for number, style in enumerate(("entity", "device", "device with children")):
                    urlopen(f"{http}/api/set?mce=true&mhe=true&mhs={number}", timeout=PATIENCE).read()
                    styles[style] = listen(port, ("/amp/config ", '"cmps":', '"cdevs":')[number])
                return styles
            finally:
                charger.kill()


def listen(port, sign):
    """All retained messages, once one has the sign of what is waited for, and they have not changed for a second."""
    command = ["mosquitto_sub", "-h", "127.0.0.1", "-p", port, "-V", "mqttv5", "-t", "homeassistant/#", "-F", "%t %p", "-W", "2"]
    end, before = time.monotonic() + PATIENCE, None
    while time.monotonic() < end:
        out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        lines = sorted(set(out.splitlines()))
        if lines == before and any(sign in line for line in lines):
            return dict(line.split(" ", 1) for line in lines)
        before = lines
    raise SystemExit("the announcements do not end")


def entities(topic, message):
    """The announcements of entities in a message, with what the message of a device says of all of them."""
    component = topic.split("/")[1]
    if component != "device":
        yield component, message
        return
    shared = {name: message[name] for name in ("dev", "o", "avty_t")}
    assert set(message) - set(shared) <= {"cmps", "cdevs"}, sorted(message)
    for part in [message, *message.get("cdevs", [])]:
        assert part is message or (part["ids"] and part["name"]), part
        for entity in part.get("cmps", {}).values():
            yield entity["p"], {name: value for name, value in entity.items() if name != "p"} | shared


def main(wheel, program):
    if not shutil.which("mosquitto_sub"):
        print("skipped: there is no mosquitto_sub")
        return 0
    source = Source(wheel)
    knowledge = Knowledge(source)
    passed, failed = 0, 0
    for style, found in announcements(program).items():
        count = 0
        for topic, payload in found.items():
            for component, message in entities(topic, json.loads(payload)):
                count += 1
                wrong = list(knowledge.wrong(component, message))
                failed += bool(wrong)
                passed += not wrong
                if wrong:
                    print(f"{topic} {message['uniq_id']}: {source.version} does not know {'; '.join(wrong)}")
        size = sum(len(topic) + len(payload) for topic, payload in found.items())
        print(f"style {style}: {len(found)} messages, {size} bytes, {count} entities against {source.version}")
        assert count > 300, "too few announcements"
        assert style == "entity" or len(found) == 1, sorted(found)
    print(f"test result: {'FAILED' if failed else 'ok'}. {passed} passed; {failed} failed;")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
