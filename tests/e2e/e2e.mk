# End-to-end tests: a browser, three edges, and URLs of three languages. Included by the Makefile.

E2E_FOLDER := $(abspath $(or $(CARGO_TARGET_DIR),target))/e2e

.PHONY: e2e-build test-e2e

e2e-build: nginx-module
	@tests/install-packages.sh chromium=chromium npm=npm
	@$(CARGO) build --quiet --locked --package axum-proxy
	@mkdir -p $(E2E_FOLDER)
	@for program in issue sign; do \
	    gcc -std=c99 $(C_WARNINGS) -Iinclude tests/e2e/$$program.c $(C_RELEASE)/libexposeport.a \
	        -lpthread -lm -ldl -lgcc_s -o $(E2E_FOLDER)/$$program || exit 1; \
	done
	@cp tests/e2e/package.json tests/e2e/browser.mjs $(E2E_FOLDER)/
	@cd $(E2E_FOLDER) && npm install --silent --no-package-lock --no-audit --no-fund

# make test-e2e   opens previews of every edge in Chromium; screenshots are in target/e2e
test-e2e: e2e-build
	@E2E_FOLDER=$(E2E_FOLDER) NGINX_MODULE=$(NGINX_MODULE) $(PYTHON) examples/environment.py e2e
