# make bench                measures the library beside baselines; writes benches/RESULTS.md
# make bench-compare        measures another checkout and this one: BASE=DIRECTORY or COMMIT
# make bench-instructions   checks instructions per operation; ARGS=--update commits new figures
.PHONY: bench bench-compare bench-instructions

bench:
	$(PYTHON) benches/run.py

bench-compare:
	$(PYTHON) benches/compare.py $(ARGS) $(or $(BASE),$(error set BASE to a directory or a commit))

bench-instructions:
	$(PYTHON) benches/instructions/measure.py $(ARGS)
