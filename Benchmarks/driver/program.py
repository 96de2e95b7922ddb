"""A training program that stays alive and runs steps when asked (one line in, one line out)."""

import json
import subprocess
from dataclasses import dataclass, fields
from typing import Any

PHASES = ("data", "forward", "backward", "optimizer")
GRACE_SECONDS = 10


class ProgramError(Exception):
    """A program that could not be started, ended early or answered something else."""


@dataclass(frozen=True)
class Turn:
    """What a program answers to `go N`: lists have one entry per step, in seconds."""

    seconds: list[float]
    cpu_seconds: list[float]
    data: list[float]
    forward: list[float]
    backward: list[float]
    optimizer: list[float]
    peak_bytes: int
    threads: int
    torch: str


class Program:
    """A running program; leaving its `with` block ends it."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name = name
        try:
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        except OSError as error:
            raise ProgramError(f"{name}: cannot start {command[0]}: {error.strerror}") from error

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *exception: object) -> None:
        try:
            self.process.communicate("quit\n", timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        except (BrokenPipeError, ValueError):
            self.process.kill()
            self.process.wait()

    def ask(self, request: str) -> dict[str, Any]:
        try:
            self.process.stdin.write(request + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # the program has ended: reading finds that out, with its exit status
        line = self.process.stdout.readline()
        if not line:
            status = self.process.wait()
            raise ProgramError(f"{self.name}: ended with status {status} at `{request}`; its own message is above")
        try:
            answer = json.loads(line)
        except json.JSONDecodeError:
            answer = None
        if not isinstance(answer, dict):
            raise ProgramError(f"{self.name}: answered `{request}` with {line.strip()!r} instead of a JSON object")
        if "error" in answer:
            raise ProgramError(f"{self.name}: {answer['error']}")
        return answer

    def info(self) -> dict[str, Any]:
        return self.ask("info")

    def go(self, steps: int) -> Turn:
        answer = self.ask(f"go {steps}")
        keys = [field.name for field in fields(Turn)]
        missing = [key for key in keys if key not in answer]
        if missing:
            raise ProgramError(f"{self.name}: the answer to `go {steps}` lacks {', '.join(missing)}")
        for key in ("seconds", "cpu_seconds", *PHASES):
            if not isinstance(answer[key], list) or len(answer[key]) != steps:
                raise ProgramError(f"{self.name}: `{key}` is not a list of {steps} numbers, one per step")
        return Turn(**{key: answer[key] for key in keys})
