"""What `make run` consists of."""

from pathlib import Path

from school.supervisor.programs import Plan, plan, set_up


def the_plan() -> Plan:
    return plan(8000, 8010, Path("/data"), set_up("mark"))


def commands() -> dict[str, str]:
    system = the_plan()
    return {program.name: " ".join(program.command[2:]) for program in (*system.beside, *system.system)}


def test_web_worker_beat_and_the_emulator_are_started() -> None:
    assert list(commands()) == ["emulator", "web", "worker", "beat"]


def test_web_serves_the_port_it_was_given() -> None:
    assert commands()["web"].startswith(
        "uvicorn school.asgi:application --port 8000 --lifespan on --ws school.sockets:Socket"
    )


def test_the_emulator_serves_its_own_port() -> None:
    assert commands()["emulator"].startswith("uvicorn lark_emulator.app:app --port 8010")


def test_beat_keeps_its_schedule_in_the_data_folder() -> None:
    assert commands()["beat"].endswith("--schedule /data/beat-schedule")


def test_the_web_process_alone_comes_back_when_it_was_killed() -> None:
    system = the_plan()
    assert [program.name for program in (*system.beside, *system.system) if program.comes_back] == ["web"]


def test_the_mark_is_handed_to_the_set_up() -> None:
    assert set_up("mark").command[2:] == ("school.supervisor.setup", "mark")
    assert set_up().command[2:] == ("school.supervisor.setup",)
