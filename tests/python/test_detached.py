"""Long documents are read without the interpreter lock."""

import functools
import sys
import threading
import time
from collections.abc import Callable, Iterator

import exposeport as ep
import pytest

LENGTH = 4 << 20
START = '{"portTokens": {"8080": "my_token"}, "other": ['
END = "0]}"
DOCUMENT = START + "0," * ((LENGTH - len(START) - len(END)) // 2) + END
PARSES = 200


@pytest.fixture
def no_forced_switch() -> Iterator[None]:
    """Lets a thread run only while another one waits, or has released the lock."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(3600)
    yield
    sys.setswitchinterval(interval)


def progresses(call: Callable[[], object]) -> bool:
    """Returns `True` if another thread progresses during one of many calls."""
    stopped = threading.Event()
    count = 0

    def work() -> None:
        nonlocal count
        while not stopped.is_set():
            count += 1
            time.sleep(0)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for _ in range(PARSES):
            before = count
            call()
            if count > before:
                return True
        return False
    finally:
        stopped.set()
        thread.join()


def import_storage(document: str | bytes) -> ep.Sandbox:
    return ep.Sandbox.import_storage("sandbox", document, runtimes="untracked").sandbox


READERS: dict[str, Callable[[str | bytes], ep.Sandbox]] = {
    "from_json": lambda document: ep.Sandbox.from_json("sandbox", document),
    "import_storage": import_storage,
}


@pytest.mark.usefixtures("no_forced_switch")
@pytest.mark.parametrize("name", READERS)
def test_other_threads_progress_while_a_long_document_is_read(name: str) -> None:
    read = READERS[name]
    assert LENGTH - 1 <= len(DOCUMENT) <= LENGTH
    assert read(DOCUMENT).is_port_exposed(8080)
    for document in (DOCUMENT, DOCUMENT.encode()):
        assert progresses(functools.partial(read, document))


@pytest.mark.usefixtures("no_forced_switch")
def test_a_call_that_keeps_the_lock_is_noticed() -> None:
    if hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled():
        pytest.skip("this interpreter has no lock")
    assert not progresses(lambda: DOCUMENT.count("1"))


@pytest.mark.parametrize("name", READERS)
def test_errors_of_a_long_document(name: str) -> None:
    with pytest.raises(ep.SecurityError) as caught:
        READERS[name](DOCUMENT[:-1])
    assert caught.value.code == "INVALID_SNAPSHOT"
