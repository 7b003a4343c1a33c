# Base domains and other implementations of IDNA. Included by the Makefile of the project.

DIFFERENTIAL := $(abspath $(or $(CARGO_TARGET_DIR),target))/differential
DIFFERENTIAL_HOSTS := 120000

.PHONY: test-differential

# make test-differential   compares base domains with url, IdnaTestV2.txt and Python's idna
test-differential:
	$(CARGO) test --quiet --locked --package exposeport-differential -- --nocapture
	@[ -x $(DIFFERENTIAL)/bin/python ] || $(PYTHON) -m venv $(DIFFERENTIAL)
	@$(DIFFERENTIAL)/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r tests/differential/requirements.txt
	@$(CARGO) run --quiet --locked --package exposeport-differential -- $(DIFFERENTIAL_HOSTS) \
	    >$(DIFFERENTIAL)/hosts.jsonl
	@$(DIFFERENTIAL)/bin/python tests/differential/against_idna.py <$(DIFFERENTIAL)/hosts.jsonl
