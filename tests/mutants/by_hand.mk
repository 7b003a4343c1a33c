# Mutants that are written by hand. Included by the Makefile of the project. See BY_HAND.md.

HAND := $(abspath $(or $(CARGO_TARGET_DIR),target))/by-hand
HAND_LIBRARY := $(abspath $(or $(CARGO_TARGET_DIR),target))/debug/$(C_LIBRARY)
HAND_PYTHON := $(HAND)/venv/bin/python
HAND_SUPPORT := tests/c/support.c tests/c/support.h tests/c/vectors.h include/exposeport.h
HAND_FLAGS := -std=gnu11 -O0 -pthread -Iinclude -Itests/c '-DEXPECTED_VERSION="$(C_VERSION)"'
HAND_CXX_FLAGS := -std=c++17 -O0 -Iinclude -Itests/c
HAND_LINK := $(HAND_LIBRARY) -Wl,-rpath,$(dir $(HAND_LIBRARY))
HAND_CXX_HEADERS := $(wildcard include/*.hpp include/exposeport/*.hpp) $(wildcard tests/cpp/*.hpp)
# The test programs link the shared library, so a mutant of the library does not rebuild them.
HAND_PROGRAMS := $(addprefix $(HAND)/,$(filter-out unit,$(TESTS)))

.PHONY: mutants-c mutants-python by-hand-c by-hand-c-run by-hand-library by-hand-python
.PHONY: by-hand-python-run

# make mutants-c   applies mutants of the C binding and of the C++ headers, which tests must catch
mutants-c:
	@$(PYTHON) tests/mutants/by_hand.py c

# make mutants-python   applies mutants of the Python layer, which tests must catch
mutants-python:
	@$(PYTHON) tests/mutants/by_hand.py python

# The debug library, with the function that makes a call panic.
by-hand-library:
	@mkdir -p $(HAND)
	@$(CARGO) build --quiet --locked --package exposeport-c --features test-panic

# The tests in the environment variable TESTS: built by the first target, run by the second.
by-hand-c: by-hand-library $(HAND_PROGRAMS)
	@if [ -n "$(filter unit,$(TESTS))" ]; then $(CARGO) test --quiet --locked --no-run \
	    --package exposeport-c --features test-panic; fi

by-hand-c-run:
	@for test in $(TESTS); do \
	    if [ $$test = unit ]; then $(CARGO) test --quiet --locked --package exposeport-c \
	        --features test-panic || exit 1; \
	    else $(HAND)/$$test || exit 1; fi; \
	done

$(HAND)/vectors.o: tests/c/generate_vectors.py tests/c/case_secrets.py tests/c/vectors.h \
    $(wildcard tests/vectors/*.json)
	@$(PYTHON) tests/c/generate_vectors.py tests/vectors $(HAND)/vectors.c
	@gcc -std=c99 -Itests/c -c $(HAND)/vectors.c -o $@

$(HAND)/vectors: $(C_VECTORS) $(HAND_SUPPORT) $(HAND)/vectors.o | by-hand-library
	@gcc $(HAND_FLAGS) $(C_VECTORS) $(HAND)/vectors.o $(HAND_LINK) -o $@

$(HAND)/api: tests/c/api.c tests/c/nulls.c tests/c/decisions.c tests/c/key_rings.c $(HAND_SUPPORT) \
    | by-hand-library
	@gcc $(HAND_FLAGS) $(filter %.c,$^) $(HAND_LINK) -o $@

$(HAND)/state $(HAND)/storage $(HAND)/panic: $(HAND)/%: tests/c/%.c $(HAND_SUPPORT) | by-hand-library
	@gcc $(HAND_FLAGS) $(filter %.c,$^) $(HAND_LINK) -o $@

$(HAND)/cpp_vectors: $(CXX_VECTORS) $(HAND_CXX_HEADERS) $(HAND_SUPPORT) $(HAND)/vectors.o \
    | by-hand-library
	@g++ $(HAND_CXX_FLAGS) $(CXX_VECTORS) $(HAND)/vectors.o $(HAND_LINK) -o $@

$(HAND)/cpp_api: tests/cpp/api.cpp tests/cpp/views.cpp tests/cpp/decisions.cpp \
    $(HAND_CXX_HEADERS) include/exposeport.h | by-hand-library
	@g++ $(HAND_CXX_FLAGS) $(filter %.cpp,$^) $(HAND_LINK) -o $@

$(HAND)/cpp_api_sanitized: tests/cpp/api.cpp tests/cpp/views.cpp tests/cpp/decisions.cpp \
    $(HAND_CXX_HEADERS) include/exposeport.h | by-hand-library
	@g++ $(HAND_CXX_FLAGS) $(C_SANITIZE) $(filter %.cpp,$^) $(HAND_LINK) -o $@

$(HAND)/cpp_no_exceptions $(HAND)/cpp_memory: $(HAND)/cpp_%: tests/cpp/%.cpp $(HAND_CXX_HEADERS) \
    include/exposeport.h | by-hand-library
	@g++ $(HAND_CXX_FLAGS) $(if $(findstring no_,$@),-fno-exceptions) $< $(HAND_LINK) -o $@

$(HAND_PYTHON):
	@mkdir -p $(HAND)
	@$(PYTHON) -m venv $(HAND)/venv
	@$@ -m pip install --quiet --disable-pip-version-check -r tests/python/requirements.txt

# The development build and the command, in the place of the installed package.
by-hand-python: $(HAND_PYTHON)
	@PYO3_BUILD_EXTENSION_MODULE=1 $(CARGO) build --quiet --locked --package exposeport-python
	@place=$$($(HAND_PYTHON) -c 'import sysconfig; print(sysconfig.get_path("platlib"))') && \
	    rm -rf $$place/exposeport && cp -r python/exposeport $$place/ && \
	    cp $(dir $(HAND_LIBRARY))lib_exposeport.so $$place/exposeport/_exposeport.abi3.so
	@printf '#!%s\nfrom exposeport.cli import main\n\nmain()\n' $(HAND_PYTHON) \
	    >$(HAND)/venv/bin/exposeport && chmod +x $(HAND)/venv/bin/exposeport

by-hand-python-run:
	@mkdir -p $(HAND)/elsewhere && cd $(HAND)/elsewhere && $(HAND_PYTHON) -m pytest -q -x \
	    -p no:cacheprovider --rootdir $(CURDIR)/tests/python \
	    $(addprefix $(CURDIR)/tests/python/,$(TESTS))
