# make bench   compares the library with baselines, and writes benches/RESULTS.md
# make bench-compare BASE=...   compares a commit or directory with this checkout
# make bench-instructions   checks instructions per operation; ARGS=--update records new counts
.PHONY: bench bench-compare bench-instructions

bench:
	$(PYTHON) benches/run.py

bench-compare:
	$(PYTHON) benches/compare.py $(ARGS) $(or $(BASE),$(error set BASE to a directory or a commit))

bench-instructions:
	$(PYTHON) benches/instructions/measure.py $(ARGS)
