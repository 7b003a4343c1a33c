# The module for nginx: building, testing, demonstrating. Included by the Makefile of the project.

NGINX_TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
NGINX_FOLDER := $(NGINX_TARGET)/nginx
NGINX_PYTHON := $(NGINX_FOLDER)/python
NGINX_MODULE := $(NGINX_FOLDER)/ngx_http_exposeport_module.so

NGINX_RUN := PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$(NGINX_PYTHON) \
    EXPOSEPORT_NGINX_MODULE=$(NGINX_MODULE) $(PYTHON)

.PHONY: nginx-packages nginx-python nginx-module test-nginx demo-nginx

nginx-packages:
	@tests/install-packages.sh gcc=gcc nginx=nginx dh_nginx=nginx-dev valgrind=valgrind \
	    curl=curl openssl=openssl

# make nginx-module   builds target/nginx/ngx_http_exposeport_module.so for the nginx of Debian
nginx-module: nginx-packages c-lib
	@bindings/nginx/build.sh $(NGINX_FOLDER) $(C_RELEASE)/libexposeport.a
	@echo "nginx: $(NGINX_MODULE)"

# The Python package for the control plane, as a development build without pip.
nginx-python:
	@PYO3_BUILD_EXTENSION_MODULE=1 $(CARGO) build --quiet --locked --package exposeport-python
	@rm -rf $(NGINX_PYTHON) && mkdir -p $(NGINX_PYTHON)
	@cp -r python/exposeport $(NGINX_PYTHON)/
	@cp $(NGINX_TARGET)/debug/lib_exposeport.so $(NGINX_PYTHON)/exposeport/_exposeport.abi3.so

# make test-nginx   tests the module in nginx: the shared vectors, two workers, valgrind
test-nginx: nginx-module nginx-python
	$(NGINX_RUN) -m unittest discover --start-directory tests/nginx

# make demo-nginx   shows the module with a small control plane, at a URL to open in a browser
demo-nginx: nginx-module nginx-python
	@$(NGINX_RUN) bindings/nginx/demo/demo.py
