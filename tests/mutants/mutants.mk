# Mutation tests of the core. Included by the Makefile of the project.
.PHONY: mutants

# The part of the mutants that is tested: one of N.
SHARD := 0/1

# make mutants   tests mutants of the core; SHARD=0/5 a fifth of them, FILES="label.rs" some files
mutants:
	@CARGO='$(CARGO)' $(PYTHON) tests/mutants/run.py $(SHARD) $(FILES)
