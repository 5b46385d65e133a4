"""Whether bulk reading works on a Ray cluster of two machines, and what happens when one is lost.

Usage: sudo python evaluation/cluster.py PLAIN.jsonl [--articles N]

The machines are made out of this one: each has a network, processes, a name, /tmp/ray and shared memory of
its own (Linux namespaces), joined by a switch; the files are the same for all, as on a shared file system.
Each has one processor for Ray. Articles are made as in evaluation/bulk.py. Prints what each run took and
said; exit code 1 when rows are not those of the process pool, byte for byte. All is taken away at the end.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bulk import made, write_lines

_SWITCH = "dt-switch"
_BIN = Path(sys.executable).parent
_UNITS = 20
_LONGEST = 240
_TABLES = ("readings", "events", "errors")


def _must(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


def _child(process: int) -> str:
    told = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return told[0] if told else ""


@dataclass
class Machine:
    """One made machine."""

    name: str
    address: str
    holder: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Make the network, and a process that holds the rest; it is the first of the machine."""
        _must("ip", "netns", "add", self.name)
        _must("ip", "link", "add", "eth0", "netns", self.name, "type", "veth", "peer", "name",
              self.name, "netns", _SWITCH)  # fmt: skip
        _must("ip", "-n", _SWITCH, "link", "set", self.name, "master", "br0", "up")
        _must("ip", "-n", self.name, "addr", "add", f"{self.address}/24", "dev", "eth0")
        for link in ("lo", "eth0"):
            _must("ip", "-n", self.name, "link", "set", link, "up")
        # Ray finds its own address by where a packet to the world would leave
        _must("ip", "-n", self.name, "route", "add", "default", "via", "10.77.0.254")
        own = (
            f"hostname {self.name}; mkdir -p /tmp/ray; mount -t tmpfs tmpfs /tmp/ray; "
            "mount -t tmpfs tmpfs /dev/shm; exec sleep infinity"
        )
        self.holder = subprocess.Popen(
            ["ip", "netns", "exec", self.name, "unshare", "--uts", "--mount", "--pid", "--fork",
             "--kill-child", "--mount-proc", "sh", "-c", own]
        )  # fmt: skip
        until = time.monotonic() + 10
        while time.monotonic() < until and not self._first():
            time.sleep(0.1)
        time.sleep(0.5)

    def _first(self) -> str:
        return _child(self.holder.pid)

    def within(self, *words: str) -> list[str]:
        """Return a command that runs on the machine."""
        return ["nsenter", "-t", self._first(), "-m", "-n", "-u", "-p", *words]

    def ray(self, *words: str) -> str:
        """Run Ray's command there."""
        got = subprocess.run(
            self.within(str(_BIN / "ray"), *words), capture_output=True, text=True,
            timeout=120, check=False, env=_environment(),
        )  # fmt: skip
        if got.returncode:
            raise SystemExit(
                f"ray {words[0]} on {self.name}: {got.stdout[-800:]}{got.stderr[-800:]}"
            )
        return got.stdout

    def worked(self) -> float:
        """Return the processor seconds of Ray's workers there so far."""
        got = subprocess.run(
            self.within("sh", "-c", "cat /proc/[0-9]*/stat"), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        seconds = 0.0
        for line in got.stdout.splitlines():
            name, _, rest = line.partition(") ")
            if "(ray::MapBatches" in name and rest:
                told = rest.split()
                seconds += (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
        return seconds

    def lose(self) -> None:
        """Switch the machine off: every process of it dies at once."""
        if self.holder.poll() is None:
            first = self._first()
            if first:
                os.kill(int(first), 9)
            self.holder.wait(20)

    def remove(self) -> None:
        """Take it away."""
        if hasattr(self, "holder"):
            self.lose()
        subprocess.run(["ip", "netns", "del", self.name], check=False, capture_output=True)


def _environment(token: bool = True) -> dict[str, str]:
    base = {k: v for k, v in os.environ.items() if not k.startswith("RAY_")}
    base |= {"RAY_USAGE_STATS_ENABLED": "0"}
    return base | ({"RAY_AUTH_MODE": "token"} if token else {})


def read(
    source: Path,
    out: Path,
    *,
    machine: Machine | None = None,
    address: str = "",
    token: bool = True,
    during: Callable[[subprocess.Popen[str]], None] | None = None,
) -> int:
    """Run ``detente bulk``, on a machine or here with the pool; print what it says; return its exit code."""
    words = [str(_BIN / "detente"), "bulk", str(source), "--out", str(out), "--shard", str(_UNITS)]
    if address:
        words += ["--engine", "ray", "--address", address]
    if machine:
        words = machine.within(*words)
    begun = time.perf_counter()
    with subprocess.Popen(
        words, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=_environment(token)
    ) as run:
        try:
            if during:
                during(run)
            said, _ = run.communicate(timeout=_LONGEST)
        except subprocess.TimeoutExpired:
            run.kill()
            said = f"(still running after {_LONGEST} s)\n"
    lines = said.splitlines()
    for line in lines[-6:]:
        print(f"    {line[:300]}")
    print(
        f"    exit code {run.returncode}, {time.perf_counter() - begun:.0f} s, {len(lines)} lines",
        flush=True,
    )
    return run.returncode


def shards(out: Path) -> int:
    """Count the shards that are there."""
    return len(list((out / "readings").glob("*.parquet")))


def same(one: Path, other: Path) -> bool:
    """Tell whether all tables are the same files, byte for byte; say so."""
    held = [
        {f"{t}/{f.name}": f.read_bytes() for t in _TABLES for f in (out / t).glob("*.parquet")}
        for out in (one, other)
    ]
    alike = held[0] == held[1] and len(held[0]) > 0
    print(
        f"    {len(held[0])} files, {'the same, byte for byte' if alike else 'NOT THE SAME'}",
        flush=True,
    )
    return alike


def trial(plain: Path, count: int, folder: Path) -> bool:
    """Run everything; return whether all rows were the same."""
    source = folder / "news.jsonl"
    write_lines(made(plain, count), source)
    whole = count // _UNITS
    print(f"pool: {count} articles in {whole} shards")
    read(source, folder / "pool")
    head, second, third = (
        Machine(name, f"10.77.0.{n}") for n, name in enumerate(("dt-one", "dt-two", "dt-three"), 1)
    )
    at = f"{head.address}:6379"
    joined = ["start", "--address", at, "--num-cpus=1", "--disable-usage-stats",
              "--object-store-memory=200000000"]  # fmt: skip
    good = True
    try:
        _must("ip", "netns", "add", _SWITCH)
        _must("ip", "-n", _SWITCH, "link", "add", "br0", "type", "bridge")
        _must("ip", "-n", _SWITCH, "link", "set", "br0", "up")
        for machine in (head, second, third):
            machine.start()
        subprocess.run(
            [str(_BIN / "ray"), "get-auth-token", "--generate"], check=True, capture_output=True
        )
        head.ray("start", "--head", "--port=6379", *joined[3:])
        second.ray(*joined)

        print("two machines, from the first:")
        most = [0.0, 0.0]

        def watch(run: subprocess.Popen[str]) -> None:
            while run.poll() is None:  # Ray's workers end with the command
                most[:] = [max(a, m.worked()) for a, m in zip(most, (head, second), strict=True)]
                time.sleep(0.5)
            print(f"    processor seconds of the workers: {most[0]:.0f} and {most[1]:.0f}")

        read(source, folder / "first", machine=head, address=at, during=watch)
        good &= same(folder / "first", folder / "pool")
        print("again: nothing is missing")
        read(source, folder / "first", machine=head, address=at)
        print("from the second:")
        read(source, folder / "second", machine=second, address=at)
        good &= same(folder / "second", folder / "pool")
        print("from a machine that is not in the cluster:")
        read(source, folder / "outside", machine=third, address=at)
        print("without the token:")
        read(source, folder / "stranger", machine=head, address=at, token=False)

        def lose(run: subprocess.Popen[str]) -> None:
            _until(lambda: shards(folder / "lost") >= whole // 4, run)
            print(
                f"    {shards(folder / 'lost')} of {whole} shards there: the second is lost",
                flush=True,
            )
            second.lose()

        print("the second machine is lost in the middle:")
        read(source, folder / "lost", machine=head, address=at, during=lose)
        good &= same(folder / "lost", folder / "pool")

        def stop(run: subprocess.Popen[str]) -> None:
            _until(lambda: shards(folder / "again") >= whole // 3, run)
            print(
                f"    {shards(folder / 'again')} of {whole} shards there: the command is killed",
                flush=True,
            )
            os.kill(int(_child(run.pid)), 9)

        print("the command is killed in the middle, on the one machine left:")
        read(source, folder / "again", machine=head, address=at, during=stop)
        print("again, with the pool: only what is missing")
        read(source, folder / "again")
        good &= same(folder / "again", folder / "pool")

        def behead(run: subprocess.Popen[str]) -> None:
            _until(lambda: shards(folder / "headless") >= whole // 4, run)
            print(
                f"    {shards(folder / 'headless')} of {whole} shards there: Ray's head is killed",
                flush=True,
            )
            subprocess.run(head.within("sh", "-c", "kill -9 $(pgrep gcs_server)"), check=True)

        print("Ray's head is lost in the middle:")
        read(source, folder / "headless", machine=head, address=at, during=behead)
        print("again, with the pool:")
        read(source, folder / "headless")
        good &= same(folder / "headless", folder / "pool")
    finally:
        for machine in (head, second, third):
            machine.remove()
        subprocess.run(["ip", "netns", "del", _SWITCH], check=False, capture_output=True)
    return good


def _until(met: Callable[[], bool], run: subprocess.Popen[str]) -> None:
    until = time.monotonic() + _LONGEST
    while run.poll() is None and time.monotonic() < until and not met():
        time.sleep(0.05)


def main() -> None:
    """Run the trial."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("plain", type=Path)
    parser.add_argument("--articles", type=int, default=400)
    given = parser.parse_args()
    if os.geteuid():
        raise SystemExit("networks are made by root only: run it with sudo")
    with tempfile.TemporaryDirectory() as folder:
        good = trial(given.plain, given.articles, Path(folder))
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
