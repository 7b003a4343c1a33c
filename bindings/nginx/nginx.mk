# The module for nginx: building, testing, demonstrating. Included by the Makefile of the project.

NGINX_FOLDER := $(abspath $(or $(CARGO_TARGET_DIR),target))/nginx
NGINX_MODULE := $(NGINX_FOLDER)/ngx_http_exposeport_module.so

.PHONY: nginx-packages nginx-module test-nginx demo-nginx

nginx-packages:
	@tests/install-packages.sh gcc=gcc nginx=nginx dh_nginx=nginx-dev valgrind=valgrind \
	    curl=curl openssl=openssl

# make nginx-module   builds target/nginx/ngx_http_exposeport_module.so for the nginx of Debian
nginx-module: nginx-packages c-lib
	@bindings/nginx/build.sh $(NGINX_FOLDER) $(C_RELEASE)/libexposeport.a
	@echo "nginx: $(NGINX_MODULE)"

# make test-nginx   tests the module in nginx, with two workers and under valgrind
test-nginx: nginx-module
	$(PYTHON) -m unittest discover --start-directory tests/nginx --failfast
