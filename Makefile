# make demo   shows what the library does
# make test   runs every test of every language, and installs what they need
# The rules of each language stand beside its code.

CARGO ?= cargo
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help demo test test-rust lint docs

help:
	@sed -n 's/^# \(make .*\)/\1/p' $(MAKEFILE_LIST)

demo:
	@$(CARGO) run --quiet --locked --package exposeport --example demo --features serde

test:
	@$(PYTHON) tests/run.py

# make test-rust   the core crate alone
test-rust:
	$(CARGO) test --locked --package exposeport --all-features -- --nocapture
	$(CARGO) test --locked --package exposeport --no-default-features --lib
	$(CARGO) build --locked --package exposeport --no-default-features
	$(CARGO) build --locked --package exposeport --no-default-features --features serde
	$(PYTHON) tests/examples.py
	$(PYTHON) tests/structure.py

# make lint   formatting and lints, warnings being errors
lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets --all-features -- -D warnings

# make docs   the documentation of the core crate, warnings being errors
docs:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --package exposeport --no-default-features --no-deps
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --package exposeport --all-features --no-deps

include bindings/c/c.mk
include bindings/python/python.mk
include benches/bench.mk
