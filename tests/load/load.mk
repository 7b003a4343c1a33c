# Load on every edge. Included by the Makefile of the project.
.PHONY: load soak

# make load   sends 100,000 requests of 440 kinds of hosts to each edge; takes minutes
load: e2e-build
	@tests/install-packages.sh wrk=wrk
	@CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 $(CARGO) build --quiet \
	    --locked --release --package exposeport-tower --example bare \
	    --package axum-proxy --bin axum-proxy
	@E2E_FOLDER=$(E2E_FOLDER) NGINX_MODULE=$(NGINX_MODULE) $(PYTHON) examples/environment.py load

# make soak SECONDS=600   loads an edge for ten minutes, with 1,000 open connections
# make soak EDGES="gateway nginx axum"   selects edges; axum is not a default
soak: SECONDS := 600
soak: EDGES := gateway nginx
soak: nginx-module
	@tests/install-packages.sh wrk=wrk taskset=util-linux
ifneq ($(filter axum,$(EDGES)),)
	@CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 $(CARGO) build --quiet \
	    --locked --release --package axum-proxy --bin axum-proxy
endif
	@SECONDS=$(SECONDS) EDGES="$(EDGES)" E2E_FOLDER=$(E2E_FOLDER) NGINX_MODULE=$(NGINX_MODULE) \
	    $(PYTHON) examples/environment.py soak
