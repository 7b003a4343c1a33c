# make test   runs every test of every language; installs missing Debian packages
# make check   builds and tests the core, runs the vectors in Rust and Python, and lints
# Each binding defines the targets of its language.

CARGO ?= cargo
PYTHON ?= python3

# VECTOR=<substring> make test-rust   runs only the matching vectors; also for c, cpp and python
export VECTOR

.DEFAULT_GOAL := help
.PHONY: help tour test check test-rust test-tower test-exhaustive test-tokens test-secrecy
.PHONY: test-project lint docs

help:
	@sed -n 's/^# \(make .*\)/\1/p' $(MAKEFILE_LIST)

# make tour   builds and parses a URL, and shows every kind of error
tour:
	@$(CARGO) run --quiet --locked --package exposeport --example tour

test:
	@$(PYTHON) tests/run.py

check:
	$(CARGO) build --locked --package exposeport
	$(CARGO) test --quiet --locked --package exposeport
	@$(MAKE) --no-print-directory python-vectors test-project lint

# make test-rust   tests the core crate; with VECTOR=..., only the shared vectors that match
test-rust:
ifdef VECTOR
	@$(PYTHON) tests/vector.py $(CARGO) test --quiet --locked --package exposeport --test vectors -- --nocapture
else
	$(CARGO) test --locked --package exposeport -- --nocapture
	$(CARGO) test --locked --package exposeport --no-default-features --lib
	$(CARGO) build --locked --package exposeport --no-default-features
	$(CARGO) build --locked --package exposeport --no-default-features --features json
	$(CARGO) build --locked --package exposeport --no-default-features --features serde
	$(CARGO) build --locked --package exposeport --no-default-features --features signed
	$(PYTHON) tests/examples.py
endif

# make test-tower   tests the tower middleware, and builds the proxy for axum
test-tower:
	$(CARGO) test --quiet --locked --package exposeport-tower
	$(CARGO) build --quiet --locked --package axum-proxy

# make test-exhaustive   checks every port, label length, byte of a host and id of two bytes
test-exhaustive:
	$(CARGO) test --locked --package exposeport --test properties exhaustive

# make test-tokens   checks the distribution of two million tokens, forks, and repeating generators
test-tokens:
	$(CARGO) test --locked --package exposeport --test entropy --test forks
	$(CARGO) test --locked --package exposeport --test expose_port repeats

# make test-secrecy   searches what the vectors and generated inputs show for tokens and keys
test-secrecy:
	$(CARGO) test --locked --package exposeport --test vectors --test properties secrecy
	$(CARGO) test --locked --package exposeport --test types secrets

# make test-project   checks the structure, the prose, and the vectors of signed tokens
test-project:
	@$(PYTHON) tests/structure.py
	@$(PYTHON) tests/english.py
	@$(PYTHON) tests/signed.py

# make lint   checks formatting and lints, with warnings as errors
lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets --all-features -- -D warnings

# make docs   builds the documentation of the core crate, with warnings as errors
docs:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --package exposeport --no-default-features --no-deps
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --package exposeport --package exposeport-tower --all-features --no-deps
	@$(PYTHON) packaging/docs_rs.py

include bindings/c/c.mk
include bindings/python/python.mk
include bindings/nginx/nginx.mk
include benches/bench.mk
include packaging/packaging.mk
include examples/examples.mk
include tests/e2e/e2e.mk
include tests/load/load.mk
include tests/differential/differential.mk
include tests/coverage/coverage.mk
include fuzz/fuzz.mk
include tests/mutants/by_hand.mk
include tests/mutants/mutants.mk
