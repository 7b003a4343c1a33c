"""Reports the counts of the shared vectors, and checks that the installed package is tested."""

import pathlib
import sysconfig

import cases
import exposeport
import pytest
from hypothesis import HealthCheck, settings

# Disables the deadline: the time of an example depends on the load of the machine.
settings.register_profile("exposeport", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("exposeport")


def pytest_report_header() -> str:
    package = pathlib.Path(exposeport.__file__)
    site = pathlib.Path(sysconfig.get_path("platlib"))
    if not package.is_relative_to(site):
        raise pytest.UsageError("exposeport must be the installed package")
    return f"exposeport {exposeport.__version__} from the wheel"


def pytest_sessionfinish(session: pytest.Session) -> None:
    if cases.FILTER and not cases.SELECTED:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in cases.SELECTED + cases.COUNTS:
        terminalreporter.write_line(line)
    if cases.FILTER and not cases.SELECTED:
        terminalreporter.write_line(f"no case has a name that contains {cases.FILTER!r}")
