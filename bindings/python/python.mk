# make test-python   tests the Python package: its wheel and its source distribution
# make test-python-versions   tests the same wheel with every installed Python, 3.10 and later
# make python-wheel   builds target/dist/exposeport-*.whl
# make python-vectors   runs the vectors with a development build, without pip
.PHONY: python-wheel python-vectors test-python test-python-versions

python-vectors:
	@$(PYTHON) tests/python/run.py vectors

python-wheel:
	$(PYTHON) tests/python/run.py wheel

test-python:
ifdef VECTOR
	@$(PYTHON) tests/vector.py $(PYTHON) tests/python/run.py test
else
	$(PYTHON) tests/python/run.py test
endif

test-python-versions:
	$(PYTHON) tests/python/run.py versions
