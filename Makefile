# make demo    shows what the library does
# make test    runs every test of every language, and installs what they need
# make check   builds and tests the core, runs the vectors in Rust and Python, and lints
# The targets of each language are in the file of its binding.

CARGO ?= cargo
PYTHON ?= python3

# VECTOR=<substring> make test-rust   runs the matching vectors alone; also for c, cpp and python
export VECTOR

.DEFAULT_GOAL := help
.PHONY: help demo tour test check test-rust test-project lint docs

help:
	@sed -n 's/^# \(make .*\)/\1/p' $(MAKEFILE_LIST)

demo: tour

# make tour   shows a URL, every kind of error, and the life of an exposed port
tour:
	@$(CARGO) run --quiet --locked --package exposeport --example tour

test:
	@$(PYTHON) tests/run.py

check:
	$(CARGO) build --locked --package exposeport
	$(CARGO) test --quiet --locked --package exposeport
	@$(MAKE) --no-print-directory python-vectors test-project lint

# make test-rust   the core crate alone
test-rust:
ifdef VECTOR
	@$(PYTHON) tests/vector.py $(CARGO) test --quiet --locked --package exposeport --test vectors -- --nocapture
else
	$(CARGO) test --locked --package exposeport -- --nocapture
	$(CARGO) test --locked --package exposeport --no-default-features --lib
	$(CARGO) build --locked --package exposeport --no-default-features
	$(CARGO) build --locked --package exposeport --no-default-features --features json
	$(CARGO) build --locked --package exposeport --no-default-features --features serde
	$(PYTHON) tests/examples.py
endif

# make test-project   the structure of the project, and the English of its text
test-project:
	@$(PYTHON) tests/structure.py
	@$(PYTHON) tests/english.py

# make lint   formatting and lints, with warnings as errors
lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets --all-features -- -D warnings

# make docs   the documentation of the core crate, with warnings as errors
docs:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --package exposeport --no-default-features --no-deps
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --package exposeport --all-features --no-deps

include bindings/c/c.mk
include bindings/python/python.mk
include benches/bench.mk
