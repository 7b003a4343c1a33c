# Packages for distribution: checks and builds. Included by the Makefile of the project.
.PHONY: notices notices-check deny semver-checks wheel wheel-musl wheel-reproducible test-package
.PHONY: test-msrv test-no-std

# The versions that `make deny` and `make semver-checks` install.
CARGO_DENY := 0.20.2
CARGO_SEMVER_CHECKS := 0.51.0

# make notices   writes THIRD-PARTY-NOTICES.txt
notices:
	@$(PYTHON) packaging/notices.py

# make notices-check   checks that the notices are up to date and the licences allowed
notices-check:
	@$(PYTHON) packaging/notices.py --check

# make deny   checks licences, duplicates and sources of the dependencies; installs cargo-deny
deny:
	@$(CARGO) deny --version 2>/dev/null | grep -qx 'cargo-deny $(CARGO_DENY)' || \
	    $(CARGO) install --quiet --locked cargo-deny@$(CARGO_DENY)
	$(CARGO) deny --locked check licenses bans sources

# make semver-checks BASE=<commit>   compares the Rust interface; installs cargo-semver-checks
semver-checks:
	@[ -n '$(BASE)' ] || { echo 'usage: make semver-checks BASE=<commit>' >&2; exit 1; }
	@$(CARGO) semver-checks --version 2>/dev/null | \
	    grep -qx 'cargo-semver-checks $(CARGO_SEMVER_CHECKS)' || \
	    $(CARGO) install --quiet --locked cargo-semver-checks@$(CARGO_SEMVER_CHECKS)
	$(CARGO) semver-checks --package exposeport --baseline-rev '$(BASE)'

# make wheel   builds and checks a wheel for glibc 2.17, and the source distribution
wheel:
	@$(PYTHON) packaging/wheel.py build

# make wheel-musl   builds a wheel for musl; needs the Rust target
wheel-musl:
	@$(PYTHON) packaging/wheel.py musl

# make wheel-reproducible   builds the wheel of the last commit in two folders, and compares
wheel-reproducible:
	@$(PYTHON) packaging/wheel.py reproducible

# make test-package   builds and tests the crate and the source distribution from their packages
test-package:
	@$(PYTHON) packaging/package.py

# make test-msrv   builds with the lowest supported version of Rust, if it is installed
test-msrv:
	@$(PYTHON) packaging/msrv.py

# make test-no-std   runs the core in a program without std and libc
test-no-std:
	@$(PYTHON) packaging/no_std.py
