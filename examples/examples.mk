# make demo   starts a page and a gateway, and prints the preview URL to click; CI=1 checks it
# make demo SIGNED=1   shows a signed link that expires, while the control plane is switched off
# make test-gateway   tests the gateway of examples/gateway with real processes
.PHONY: demo test-gateway

demo:
	@$(PYTHON) examples/environment.py demo $(if $(SIGNED),--signed)

test-gateway:
	@sh tests/install-packages.sh redis-server=redis-server
	@$(PYTHON) examples/environment.py test
