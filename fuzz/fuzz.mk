# Fuzzing. Included by the Makefile of the project.
.PHONY: fuzz test-fuzz fuzz-packages

# The time for each target.
SECONDS := 60

fuzz-packages:
	@tests/install-packages.sh g++=g++

# make fuzz   runs every fuzz target for 60 seconds, or SECONDS=<number>; TARGETS="parse ..." some
fuzz: fuzz-packages
	@CARGO='$(CARGO)' $(PYTHON) fuzz/run.py $(SECONDS) $(TARGETS)

# make test-fuzz   runs every fuzz target for five seconds
test-fuzz: fuzz-packages
	@$(CARGO) fmt --manifest-path fuzz/Cargo.toml --all --check
	@CARGO='$(CARGO)' $(PYTHON) fuzz/run.py 5
