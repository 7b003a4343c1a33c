# make bench                times beside what a user would pick instead; writes benches/RESULTS.md
# make bench-instructions   instructions per operation against benches/instructions/baseline.json; ARGS=--update rewrites it
.PHONY: bench bench-instructions

bench:
	$(PYTHON) benches/run.py

bench-instructions:
	$(PYTHON) benches/instructions/measure.py $(ARGS)
