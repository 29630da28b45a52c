"""Home Assistant's own MQTT integration against a charger: python3 home_assistant.py PATH_OF_CHARGER

Home Assistant's core runs without its frontend and listens on nothing; a mosquitto broker and the charger run on
loopback. What the integration makes of the announcements is what is looked at.
"""

import asyncio
import contextlib
import inspect
import json
import logging
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse
from pathlib import Path
from types import MappingProxyType
from urllib.request import urlopen

from homeassistant import bootstrap, config_entries, const, core, loader
from homeassistant.components import mqtt
from homeassistant.helpers import device_registry, entity_registry

# Far longer than anything takes, since the machine may be busy.
PATIENCE = 120.0
NODE = "go-echarger_123456"
# What is announced; the others would want packages that nothing here needs.
PLATFORMS = ("sensor", "binary_sensor", "number", "select", "switch", "button", "text")


def mosquitto():
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


@contextlib.contextmanager
def broker(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = Path(folder, "mosquitto.conf")
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    process = subprocess.Popen([mosquitto(), "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert time.monotonic() < end, "mosquitto does not listen"
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


class Charger:
    """A charger of its own, with fresh settings."""

    def __init__(self, program, state):
        self.process = subprocess.Popen(
            [program, "--http", "127.0.0.1:0", "--no-broker", "--state", state],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http://"), f"the charger said {self.url!r}"

    def set(self, **values):
        query = urllib.parse.urlencode({key: json.dumps(value) for key, value in values.items()})
        with urlopen(f"{self.url}/api/set?{query}", timeout=PATIENCE) as answer:
            assert all(taken is True for taken in json.load(answer).values())

    def get(self, key):
        with urlopen(f"{self.url}/api/status?filter={key}", timeout=PATIENCE) as answer:
            return json.load(answer)[key]

    def status(self):
        with urlopen(f"{self.url}/api/status", timeout=PATIENCE) as answer:
            return json.load(answer)

    def sim(self, route):
        with urlopen(f"{self.url}/sim/{route}", timeout=PATIENCE) as answer:
            answer.read()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()


class Complaints(logging.Handler):
    """What Home Assistant warns of."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        line = f"{record.name}: {record.getMessage()}"
        if record.exc_info:
            line += "".join(traceback.format_exception(*record.exc_info))
        self.lines.append(line)


async def start_core(folder, port):
    """A core with the MQTT integration and nothing else that would listen anywhere."""
    hass = core.HomeAssistant(folder)
    hass.config.skip_pip = True
    hass.config_entries = config_entries.ConfigEntries(hass, {})
    loader.async_setup(hass)
    await bootstrap.async_load_base_functionality(hass)
    # The integration asks for these two for its configuration pages: they would open a port.
    hass.config.components.update({"http", "file_upload"})
    mqtt.PLATFORMS = list(PLATFORMS)
    Path(folder, "configuration.yaml").write_text("")
    # What later releases ask for besides.
    later = {"discovery_keys": MappingProxyType({}), "options": {}, "subentries_data": (), "unique_id": None}
    asked = inspect.signature(config_entries.ConfigEntry).parameters
    entry = config_entries.ConfigEntry(
        version=1,
        minor_version=1,
        domain="mqtt",
        title="broker",
        data={"broker": "127.0.0.1", "port": port, "discovery": True},
        source=config_entries.SOURCE_USER,
        **{name: value for name, value in later.items() if name in asked},
    )
    hass.set_state(core.CoreState.running)
    await hass.config_entries.async_add(entry)
    assert entry.state is config_entries.ConfigEntryState.LOADED, entry.state
    return hass


class World:
    def __init__(self, hass, charger, complaints, port):
        self.hass, self.charger, self.complaints, self.port = hass, charger, complaints, port
        self.entities = entity_registry.async_get(hass)

    def own(self):
        return [entry for entry in self.entities.entities.values() if entry.platform == "mqtt"]

    def devices(self):
        [entry] = self.hass.config_entries.async_entries("mqtt")
        registry = device_registry.async_get(self.hass)
        found = device_registry.async_entries_for_config_entry(registry, entry.entry_id)
        # Where there are child devices, they are listed apart.
        children = getattr(device_registry, "async_child_entries_for_config_entry", lambda *_: [])
        return found + children(registry, entry.entry_id)

    def entity(self, object_):
        """The id of the entity of a key: `amp`, `nrg_0`."""
        for platform in PLATFORMS:
            if found := self.entities.async_get_entity_id(platform, "mqtt", f"{NODE}_{object_}"):
                return found
        raise AssertionError(f"there is no entity of {object_}")

    def shown(self, entry):
        return self.hass.states.get(entry.entity_id)

    def state(self, object_):
        return self.hass.states.get(self.entity(object_))

    async def wait(self, what, condition):
        end = time.monotonic() + PATIENCE
        while not (found := condition()):
            assert time.monotonic() < end, f"never: {what}"
            await asyncio.sleep(0.05)
            await self.hass.async_block_till_done()
        return found

    async def ask(self, function, *values):
        return await self.hass.async_add_executor_job(function, *values)

    async def call(self, domain, service, object_, **data):
        await self.hass.services.async_call(
            domain, service, {"entity_id": self.entity(object_), **data}, blocking=True
        )

    async def reaches(self, key, expected):
        end = time.monotonic() + PATIENCE
        while (value := await self.ask(self.charger.get, key)) != expected:
            assert time.monotonic() < end, f"{key} is {value!r}, not {expected!r}"
            await asyncio.sleep(0.05)

    async def settled(self, messages):
        """Waits until the charger has so many announcements at the broker, and no others."""
        end = time.monotonic() + PATIENCE
        while len(found := await self.retained("homeassistant/#")) != messages:
            assert time.monotonic() < end, f"{len(found)} announcements, not {messages}: {found[:5]}"
        await self.hass.async_block_till_done()

    async def retained(self, topic_filter):
        """Topics that the broker keeps, by a client of its own."""
        run = await asyncio.create_subprocess_exec(
            "mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.port), "-t", topic_filter, "-F", "%t",
            "--retained-only", "-W", "2",
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        out, _ = await run.communicate()
        return out.decode().split()


async def test_every_announcement_is_accepted(world):
    announced, before = [], None
    end = time.monotonic() + PATIENCE
    # The charger announces itself in batches: when nothing more comes, that was all.
    while announced != before or not announced:
        assert time.monotonic() < end, "the charger does not announce itself"
        announced, before = await world.retained("homeassistant/#"), announced
    assert len(announced) > 300, len(announced)
    await world.wait("an entity for each announcement", lambda: len(world.own()) == len(announced))
    ids = {entry.unique_id for entry in world.own()}
    for topic in announced:
        assert topic.split("/")[2:4] and "_".join(topic.split("/")[2:4]) in ids, topic


async def test_some_entities_are_shown_from_the_start_and_the_others_can_be(world):
    shown = [entry for entry in world.own() if not entry.disabled_by]
    assert 30 < len(shown) < 90, len(shown)


async def test_there_is_one_device_with_its_maker_and_version(world):
    [device] = world.devices()
    assert device.manufacturer == "go-e", device
    assert device.name == await world.ask(world.charger.get, "fna"), device
    assert device.sw_version == await world.ask(world.charger.get, "fwv"), device
    assert device.serial_number == "123456", device


async def test_all_of_them_can_be_shown(world):
    for entry in world.own():
        world.entities.async_update_entity(entry.entity_id, disabled_by=None)
    [entry] = world.hass.config_entries.async_entries("mqtt")
    assert await world.hass.config_entries.async_reload(entry.entry_id)
    await world.wait("a state for each entity", lambda: all(map(world.shown, world.own())))


async def test_no_entity_that_has_a_value_is_without_a_state(world):
    # What a charger without a car has no value for.
    status = await world.ask(world.charger.status)
    for entry in world.own():
        if entry.domain == "button":
            continue
        key = entry.unique_id.removeprefix(f"{NODE}_")
        if key in status:
            value = status[key]
        else:
            key, part = key.rsplit("_", 1)
            value = dict(enumerate(status[key])).get(int(part))
        bad = ("unavailable",) if value is None else ("unavailable", "unknown")
        await world.wait(
            f"a state of {entry.entity_id}, which is {value!r}", lambda: world.shown(entry).state not in bad
        )


async def test_values_are_shown_in_words_and_units(world):
    await world.ask(world.charger.sim, "plug?phases=3&amps=16")
    await world.wait("the car charges", lambda: world.state("car").state == "Charging")
    await world.wait("power flows", lambda: float(world.state("nrg_11").state) > 1000)
    power = world.state("nrg_11").attributes
    assert (power["unit_of_measurement"], power["device_class"], power["state_class"]) == (
        "W", "power", "measurement",
    )  # fmt: skip
    energy = world.state("eto").attributes
    assert (energy["device_class"], energy["state_class"]) == ("energy", "total_increasing"), energy
    assert world.state("pha_0").state == "on"
    await world.ask(world.charger.sim, "unplug")
    await world.wait("the car is gone", lambda: world.state("car").state == "Idle")


async def test_a_number_reaches_the_charger(world):
    await world.call("number", "set_value", "amp", value=11)
    await world.reaches("amp", 11)
    await world.wait("the state follows", lambda: float(world.state("amp").state) == 11)
    attributes = world.state("amp").attributes
    assert (attributes["min"], attributes["max"], attributes["step"]) == (6, 32, 1), attributes


async def test_an_optional_number_reaches_the_charger(world):
    await world.call("number", "set_value", "dwo", value=2500.5)
    await world.reaches("dwo", 2500.5)
    await world.ask(lambda: world.charger.set(dwo=None))
    await world.wait("no limit again", lambda: world.state("dwo").state == "unknown")


async def test_a_select_reaches_the_charger(world):
    await world.call("select", "select_option", "frc", option="Off")
    await world.reaches("frc", 1)
    await world.wait("the state follows", lambda: world.state("frc").state == "Off")
    await world.call("select", "select_option", "frc", option="Neutral")
    await world.reaches("frc", 0)


async def test_a_switch_reaches_the_charger(world):
    was = await world.ask(world.charger.get, "fup")
    await world.call("switch", "turn_off" if was else "turn_on", "fup")
    await world.reaches("fup", not was)
    await world.wait("the state follows", lambda: world.state("fup").state == ("off" if was else "on"))
    await world.call("switch", "turn_on" if was else "turn_off", "fup")
    await world.reaches("fup", was)


async def test_a_text_reaches_the_charger(world):
    text = 'Garage "süd" {1} \\ <&>'
    await world.call("text", "set_value", "fna", value=text)
    await world.reaches("fna", text)
    await world.wait("the state follows", lambda: world.state("fna").state == text)


async def test_a_button_reaches_the_charger(world):
    before = await world.ask(world.charger.get, "rbc")
    await world.call("button", "press", "rst")
    # The charger counts its starts.
    await world.reaches("rbc", before + 1)


async def test_names_change_with_the_language(world):
    await world.ask(lambda: world.charger.set(mhl=1))
    name = lambda object_: world.state(object_).attributes["friendly_name"]
    await world.wait("German names", lambda: name("nrg_0").endswith(" Spannung L1"))
    await world.wait("German names", lambda: name("amp").endswith(" Gewünschter Ladestrom"))
    assert world.entity("amp") == f"number.{NODE.replace('-', '_')}_requested_current"
    await world.ask(lambda: world.charger.set(mhl=0))
    await world.wait("English names", lambda: name("nrg_0").endswith(" Voltage L1"))
    await world.wait("English names", lambda: name("amp").endswith(" Requested current"))


async def test_another_style_takes_over_what_there_is(world):
    if release() < (2024, 12):
        return "this release knows no other"
    # What people have made of an entity: it has to outlive all this.
    world.entities.async_update_entity(world.entity("amp"), name="Wallbox current", icon="mdi:flash")
    world.entities.async_update_entity(world.entity("eto"), disabled_by=entity_registry.RegistryEntryDisabler.USER)
    kept = lambda: {
        (entry.entity_id, entry.unique_id, entry.name, entry.icon, entry.disabled_by) for entry in world.own()
    }
    before, topics = kept(), await world.retained("homeassistant/#")
    # A child a category: Constant, Config, Status and Other.
    devices = {1: 1, 2: 5, 0: 1} if release() >= (2026, 11) else {1: 1, 0: 1}
    for style, expected in devices.items():
        await world.ask(lambda: world.charger.set(mhs=style))
        await world.settled(len(topics) if style == 0 else 1)
        await world.wait(f"{expected} devices", lambda: len(world.devices()) == expected)
        await world.wait("the same entities", lambda: kept() == before)
        await world.wait("all available", lambda: all(available(world.shown(entry)) for entry in world.own() if not entry.disabled_by))
        await world.call("number", "set_value", "amp", value=8 + style)
        await world.reaches("amp", 8 + style)
    assert await world.retained("homeassistant/#") == topics


async def test_nothing_was_complained_of(world):
    lines = [line for line in world.complaints.lines if not expected(line)]
    assert not lines, "\n".join(lines[:20]) + f"\n{len(lines)} in all"


async def test_switched_off_everything_goes(world):
    await world.ask(lambda: world.charger.set(mhe=False))
    await world.wait("no entity is left", lambda: not world.hass.states.async_all(PLATFORMS))
    assert await world.retained("homeassistant/#") == []


def release():
    """`(2026, 11)`"""
    return const.MAJOR_VERSION, const.MINOR_VERSION


def available(state):
    return state is not None and state.state != "unavailable"


def expected(line):
    """What Home Assistant says of this way of starting it."""
    return (
        "skip_pip" in line
        or "without awaiting async_forward_entry_setups" in line
        # Once, when entities are announced again one by one and the message of the device is cleared.
        or "No device components to cleanup for " + NODE in line
    )


async def run(charger, port, folder):
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    try:
        hass = await start_core(folder, port)
    except Exception:
        print(*complaints.lines, sep="\n")
        raise
    world = World(hass, charger, complaints, port)
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
    failed = 0
    for name, test in tests:
        title = name.removeprefix("test_")
        try:
            skipped = await test(world)
            print(f"test {title} ... {f'skipped: {skipped}' if skipped else 'ok'}", flush=True)
        except Exception:
            failed += 1
            print(f"test {title} ... FAILED", flush=True)
            traceback.print_exc(file=sys.stdout)
    await hass.async_stop(force=True)
    return len(tests) - failed, failed


def main():
    [program] = sys.argv[1:]
    if not (mosquitto() and shutil.which("mosquitto_sub")):
        print("skipped: mosquitto is not installed")
        return 0
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = stack.enter_context(broker(folder))
        charger = Charger(program, str(folder / "state"))
        stack.callback(charger.stop)
        charger.set(mcu=f"mqtt://127.0.0.1:{port}", mcr=False, mhe=True, mce=True)
        (folder / "config").mkdir()
        passed, failed = asyncio.run(run(charger, port, str(folder / "config")))
    verdict = "FAILED" if failed else "ok"
    print(f"test result: {verdict}. {passed} passed; {failed} failed; Home Assistant {const.__version__}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
