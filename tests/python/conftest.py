"""Shows the counts of the shared vectors, and sees to it that the installed package is what is tested."""

import pathlib
import sysconfig

import cases
import exposeport
import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is.
settings.register_profile("exposeport", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("exposeport")


def pytest_report_header() -> str:
    package = pathlib.Path(exposeport.__file__)
    site = pathlib.Path(sysconfig.get_path("platlib"))
    if not package.is_relative_to(site):
        raise pytest.UsageError("exposeport must be the installed one")
    return f"exposeport {exposeport.__version__} from the wheel"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in cases.COUNTS:
        terminalreporter.write_line(line)
