# make test-python            the Python package: its wheel and its source distribution
# make test-python-versions   the same wheel with every Python there is, 3.10 and later
# make python-wheel           target/dist/exposeport-*.whl
.PHONY: python-wheel test-python test-python-versions

python-wheel:
	$(PYTHON) tests/python/run.py wheel

test-python:
	$(PYTHON) tests/python/run.py test

test-python-versions:
	$(PYTHON) tests/python/run.py versions
