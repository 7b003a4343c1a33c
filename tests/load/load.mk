# Load on every edge. Included by the Makefile of the project.
.PHONY: load

# make load   sends 100,000 requests of 440 kinds of hosts to each edge; takes minutes
load: e2e-build
	@tests/install-packages.sh wrk=wrk
	@CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 $(CARGO) build --quiet \
	    --locked --release --package exposeport-tower --example bare \
	    --package axum-proxy --bin axum-proxy
	@E2E_FOLDER=$(E2E_FOLDER) NGINX_MODULE=$(NGINX_MODULE) $(PYTHON) examples/environment.py load
