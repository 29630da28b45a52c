"""The published client goecharger-api-lite against a charger: python3 pypi_client.py PATH_OF_CHARGER"""

import json
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import contextmanager
from urllib.request import urlopen

from goecharger_api_lite import GoeCharger
from goecharger_api_lite.exception import GoeChargerError

# Far longer than anything takes, since the machine may be busy.
PATIENCE = 30.0

Set = GoeCharger.SettableValueEnum


class Charger:
    """A charger of its own, with fresh settings."""

    def __init__(self, program, state):
        self.process = subprocess.Popen(
            [program, "--http", "127.0.0.1:0", "--no-broker", "--state", state],
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline().strip()
        assert line.startswith("http://"), f"the charger said {line!r}"
        self.url = line
        self.client = GoeCharger(line.removeprefix("http://"), timeout=PATIENCE)

    def sim(self, route):
        with urlopen(f"{self.url}/sim/{route}", timeout=PATIENCE) as answer:
            return answer.read()

    def raw(self, path):
        with urlopen(f"{self.url}{path}", timeout=PATIENCE) as answer:
            return json.load(answer)

    def wait_for(self, name, expected):
        end = time.monotonic() + PATIENCE
        while (status := self.client.get_status())[name] != expected:
            assert time.monotonic() < end, f"{name} is {status[name]!r}, not {expected!r}"
            time.sleep(0.05)
        return status


@contextmanager
def charger(program):
    with tempfile.TemporaryDirectory() as state:
        running = Charger(program, state)
        try:
            yield running
            running.process.send_signal(signal.SIGINT)
            assert running.process.wait(PATIENCE) == 0, "Ctrl-C ends with exit status 0"
        finally:
            running.process.kill()
            running.process.wait()


def refused(call, *values):
    try:
        call(*values)
    except GoeChargerError as error:
        return str(error)
    raise AssertionError(f"{values} was not refused")


def test_default_status_of_an_idle_charger(charger):
    status = charger.client.get_status()
    assert status["car_state"] == "Idle", status
    assert status["error"] is None, status
    assert status["charging_mode"] == "neutral", status
    assert status["device_model"] in ("11KW/16A", "22KW/32A"), status
    assert status["charge_limit"] is None, status
    assert isinstance(status["temperature"], float), status
    assert set(status["energy"]) == {"voltage", "current", "power", "power_factor"}, status


def test_minimum_status(charger):
    status = charger.client.get_status(GoeCharger.STATUS_MINIMUM)
    assert status == {"car_state": "Idle", "charging_mode": "neutral", "error": None}, status


def test_full_status_maps_every_key(charger):
    # The client knows other names for some keys, and raises on a value that it doesn't know.
    status = charger.client.get_status(GoeCharger.STATUS_FULL)
    assert len(status) == len(charger.raw("/api/status")), len(status)
    assert len(status) > 300, len(status)


def test_one_key(charger):
    assert charger.client.get_status("fna") == charger.raw("/api/status?filter=fna")


def test_ampere(charger):
    charger.client.set_ampere(10)
    assert charger.client.get_ampere() == {"ampere_allowed": 10}
    charger.client.set_ampere("12")
    assert charger.client.get_ampere() == {"ampere_allowed": 12}


def test_ampere_out_of_range_is_refused(charger):
    before = charger.client.get_ampere()
    assert "'amp'" in refused(charger.client.set_key, "amp", 99)
    assert "ampere" in refused(charger.client.set_ampere, 5)
    assert charger.client.get_ampere() == before


def test_charging_mode(charger):
    for mode in (Set.ChargingMode.off, Set.ChargingMode.on, Set.ChargingMode.neutral):
        charger.client.set_charging_mode(mode)
        assert charger.client.get_charging_mode() == {"charging_mode": mode.name}


def test_phase_mode(charger):
    for mode in (Set.PhaseMode.one, Set.PhaseMode.three, Set.PhaseMode.auto):
        charger.client.set_phase_mode(mode)
        assert charger.client.get_phase_mode() == {"phase_mode": mode.name}


def test_cable_lock_mode(charger):
    for mode, name in (
        (Set.CableLockMode.automatic, "automatic"),
        (Set.CableLockMode.locked, "locked"),
        (Set.CableLockMode.unlockcarfirst, "unlock car first"),
    ):
        charger.client.set_cable_lock_mode(mode)
        assert charger.client.get_cable_lock_mode() == {"cable_lock_mode": name}


def test_absolute_max_current(charger):
    before = charger.client.get_absolute_max_current()["ampere_device_maximum"]
    charger.client.set_absolute_max_current(14)
    assert charger.client.get_absolute_max_current() == {"ampere_device_maximum": 14}
    charger.client.set_absolute_max_current(before)


def test_charge_limit(charger):
    charger.client.set_charge_limit(5000)
    assert charger.client.get_charge_limit() == {"charge_limit": 5000}
    charger.client.set_charge_limit(None)
    assert charger.client.get_charge_limit() == {"charge_limit": None}


def test_text(charger):
    # The client writes `&`, `%` and `+` as they are, so that no text can hold them.
    charger.client.set_key("fna", 'Garage "süd" {1}')
    assert charger.client.get_status("fna") == {"fna": 'Garage "süd" {1}'}


def test_read_only_and_unknown_keys_are_refused(charger):
    assert "without setter" in refused(charger.client.set_key, "alw", True)
    assert "nosuch" in refused(charger.client.set_key, "nosuch", 1)


def test_a_car_charges_until_it_is_told_not_to(charger):
    charger.sim("plug?phases=3&amps=16")
    charger.client.set_ampere(10)
    charger.wait_for("car_state", "Charging")
    charger.wait_for("ampere", 10)
    end = time.monotonic() + PATIENCE
    while (energy := charger.client.get_status()["energy"])["power"]["total"] <= 0:
        assert time.monotonic() < end, energy
        time.sleep(0.05)
    assert 200 < energy["voltage"]["L1"] < 260, energy
    charger.client.set_charging_mode(Set.ChargingMode.off)
    assert charger.client.get_status("alw") == {"alw": False}
    charger.sim("unplug")
    charger.wait_for("car_state", "Idle")
    charger.wait_for("charging_mode", "neutral")


def main():
    [program] = sys.argv[1:]
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
    failed = 0
    with charger(program) as running:
        for name, test in tests:
            try:
                test(running)
                print(f"test {name.removeprefix('test_')} ... ok")
            except Exception:
                failed += 1
                print(f"test {name.removeprefix('test_')} ... FAILED")
                traceback.print_exc(file=sys.stdout)
    verdict = "FAILED" if failed else "ok"
    print(f"test result: {verdict}. {len(tests) - failed} passed; {failed} failed; client goecharger-api-lite")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
