# The C library: building, testing, installing. Included by the Makefile of the project.

C_TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))/c
# Passed to cargo, so that the path of the libraries does not depend on a cargo configuration.
C_RUSTC := $(or $(RUSTC),rustc)
C_TRIPLE := $(or $(CARGO_BUILD_TARGET),$(shell $(C_RUSTC) -vV 2>/dev/null | sed -n 's/^host: //p'))
C_RELEASE := $(C_TARGET)/$(C_TRIPLE)/release
C_TESTS := $(C_TARGET)/tests
C_VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
C_MAJOR := $(firstword $(subst ., ,$(C_VERSION)))
C_MINOR := $(word 2,$(subst ., ,$(C_VERSION)))
# Before 1.0 a minor version may break the interface.
C_SOVERSION := $(if $(filter 0,$(C_MAJOR)),0.$(C_MINOR),$(C_MAJOR))

# The compiler names the libraries, and prints the pointer width. Uninstalling does not need it.
C_PLATFORM := $(shell $(C_RUSTC) --target $(C_TRIPLE) --crate-name exposeport --crate-type cdylib \
    --crate-type staticlib --print file-names --print cfg - </dev/null 2>/dev/null)
C_LIBRARY := $(or $(word 1,$(C_PLATFORM)),libexposeport.so)
C_ARCHIVE := $(or $(word 2,$(C_PLATFORM)),libexposeport.a)
C_POINTER_BITS := $(patsubst target_pointer_width="%",%,$(filter target_pointer_width=%,$(C_PLATFORM)))
# A port to another system changes the names with a version, and what libraries the archive needs.
C_SONAME := $(C_LIBRARY).$(C_SOVERSION)
C_VERSIONED := $(C_LIBRARY).$(C_VERSION)
C_PRIVATE := -lutil -lrt -lpthread -lm -ldl

# The static libraries in which only exposeport_* is global.
C_STATIC := $(C_RELEASE)/localized/$(C_ARCHIVE)
C_CHECKED_STATIC := $(C_TARGET)/$(C_TRIPLE)/debug/localized/$(C_ARCHIVE)
OBJCOPY ?= objcopy
C_BUILD := CARGO='$(CARGO)' EXPOSEPORT_SONAME=$(C_SONAME) bindings/c/build.sh $(C_TARGET) $(C_TRIPLE)
C_LOCALIZE := LD='$(LD)' OBJCOPY='$(OBJCOPY)' AR='$(AR)' bindings/c/localize.sh

C_WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Werror
C_FLAGS := -std=gnu11 -g -O1 $(C_WARNINGS) -Iinclude -Itests/c '-DEXPECTED_VERSION="$(C_VERSION)"'
CXX_FLAGS := -std=c++17 -g -O1 $(C_WARNINGS) -Iinclude -Itests/c
C_SHARED := $(C_RELEASE)/$(C_LIBRARY) -Wl,-rpath,$(C_TESTS)
C_CHECKED := $(C_CHECKED_STATIC) $(C_PRIVATE)
# Without fair scheduling, threads that never wait can keep all others from running.
C_FAIR := --quiet --fair-sched=yes --error-exitcode=1
C_VALGRIND := valgrind $(C_FAIR) --leak-check=full --show-leak-kinds=all \
    --errors-for-leak-kinds=all
C_HELGRIND := valgrind --tool=helgrind $(C_FAIR)
# A program that replaces operator new keeps its own.
C_OWN_NEW := --soname-synonyms=somalloc=nouserintercepts
C_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
C_VECTORS := $(addprefix tests/c/,support.c rebuild.c tokens.c scripts.c imports.c gateways.c \
    signed.c vectors_main.c)
CXX_VECTORS := $(addprefix tests/cpp/,vectors.cpp scripts.cpp imports.cpp gateways.cpp \
    signed.cpp)
C_PROGRAMS := vectors api state storage concurrency cpp_vectors cpp_api cpp_no_exceptions
C_HEADERS := $(patsubst include/%,%,$(wildcard include/*.h include/*.hpp include/*/*.hpp))

.PHONY: c-lib c-checked c-tables c-packages header header-check reproducible test-flags test-static
.PHONY: test-c test-cpp test-c-sanitizers test-c-valgrind test-headers test-consumer test-symbols
.PHONY: test-constant-time test-threads

# make c-lib   builds the C library, shared and static
c-lib:
	@$(C_BUILD) --release
	@$(C_LOCALIZE) $(C_RELEASE)/$(C_ARCHIVE) $(C_STATIC) --strip-debug
	@mkdir -p $(C_TESTS)
	@ln -sf $(C_RELEASE)/$(C_LIBRARY) $(C_TESTS)/$(C_SONAME)

# The debug library, with overflow checks and the function that makes a call panic.
c-checked:
	@$(C_BUILD) --features test-panic
	@$(C_LOCALIZE) $(C_TARGET)/$(C_TRIPLE)/debug/$(C_ARCHIVE) $(C_CHECKED_STATIC)

# make header   generates include/exposeport.h
header:
	@$(CARGO) run --quiet --locked --package exposeport-c-header

header-check:
	@$(CARGO) run --quiet --locked --package exposeport-c-header -- --check
	@echo "header: include/exposeport.h is up to date"

c-packages:
	@tests/install-packages.sh gcc=gcc g++=g++ clang=clang valgrind=valgrind cmake=cmake \
	    pkg-config=pkg-config

c-tables:
	@mkdir -p $(C_TESTS)
	@$(PYTHON) tests/c/generate_vectors.py tests/vectors $(C_TESTS)/vectors.c
	@gcc -std=c99 -Itests/c -c $(C_TESTS)/vectors.c -o $(C_TESTS)/vectors.o

# $(call c-vectors,SUFFIX,FLAGS,LIBRARY) and the like build tests against a library.
define c-vectors
	@gcc $(C_FLAGS) $(2) $(C_VECTORS) $(C_TESTS)/vectors.o $(3) -o $(C_TESTS)/vectors$(1)
endef

define cpp-vectors
	@g++ $(CXX_FLAGS) $(2) $(CXX_VECTORS) $(C_TESTS)/vectors.o $(3) -o $(C_TESTS)/cpp_vectors$(1)
endef

define c-programs
	@gcc $(C_FLAGS) $(2) tests/c/support.c tests/c/api.c tests/c/nulls.c tests/c/decisions.c \
	    tests/c/key_rings.c $(3) \
	    -o $(C_TESTS)/api$(1)
	@gcc $(C_FLAGS) $(2) tests/c/support.c tests/c/state.c $(3) -o $(C_TESTS)/state$(1)
	@gcc $(C_FLAGS) $(2) tests/c/support.c tests/c/storage.c $(3) -o $(C_TESTS)/storage$(1)
	@gcc $(C_FLAGS) $(2) -pthread tests/c/support.c tests/c/concurrency.c $(3) \
	    -o $(C_TESTS)/concurrency$(1)
	@gcc $(C_FLAGS) $(2) -pthread tests/c/support.c tests/c/forks.c $(3) -o $(C_TESTS)/forks$(1)
endef

define cpp-programs
	@g++ $(CXX_FLAGS) $(2) tests/cpp/api.cpp tests/cpp/views.cpp tests/cpp/decisions.cpp $(3) \
	    -o $(C_TESTS)/cpp_api$(1)
	@g++ $(CXX_FLAGS) $(2) -fno-exceptions tests/cpp/no_exceptions.cpp $(3) \
	    -o $(C_TESTS)/cpp_no_exceptions$(1)
	@g++ $(CXX_FLAGS) $(2) tests/cpp/memory.cpp $(3) -o $(C_TESTS)/cpp_memory$(1)
endef

define panic-program
	@gcc $(C_FLAGS) $(2) tests/c/support.c tests/c/panic.c $(C_CHECKED) -o $(C_TESTS)/panic$(1)
endef

ifneq ($(VECTOR),)

test-c: c-packages c-lib c-tables
	$(call c-vectors,,,$(C_SHARED))
	@$(PYTHON) tests/vector.py $(C_TESTS)/vectors

test-cpp: c-packages c-lib c-tables
	$(call cpp-vectors,,,$(C_SHARED))
	@$(PYTHON) tests/vector.py $(C_TESTS)/cpp_vectors

else

# make test-c   tests the C library; with VECTOR=..., only the shared vectors that match
test-c: c-packages header-check c-lib c-checked c-tables
	$(call c-vectors,,,$(C_SHARED))
	$(call c-programs,,,$(C_SHARED))
	$(call panic-program,,)
	@gcc $(C_FLAGS) tests/c/support.c tests/c/allocation.c $(C_SHARED) -o $(C_TESTS)/allocation
	@gcc $(C_FLAGS) tests/c/support.c tests/c/exhausted.c $(C_SHARED) -o $(C_TESTS)/exhausted
	@$(CARGO) test --quiet --locked --package exposeport-c >$(C_TESTS)/unit.log 2>&1 || \
	    { cat $(C_TESTS)/unit.log; false; }
	@$(C_TESTS)/vectors
	@for test in api state storage concurrency forks allocation exhausted panic; do \
	    $(C_TESTS)/$$test 2>$(C_TESTS)/$$test.log || { cat $(C_TESTS)/$$test.log; exit 1; }; \
	done
	@echo "c: contract, state, storage, threads, forks, allocations, aborts and the panic guard pass"
	@$(PYTHON) tests/c/readme.py README.md $(C_TESTS) $(C_RELEASE)

# make test-cpp   tests the C++ header; with VECTOR=..., only the shared vectors that match
test-cpp: c-packages c-lib c-tables
	$(call cpp-vectors,,,$(C_SHARED))
	$(call cpp-programs,,,$(C_SHARED))
	@$(C_TESTS)/cpp_vectors
	@$(C_TESTS)/cpp_api
	@$(C_TESTS)/cpp_no_exceptions
	@$(C_TESTS)/cpp_memory
	@echo "cpp: values, exceptions, results, views, bad_alloc and -fno-exceptions pass"

endif

# make test-c-sanitizers   runs the C and C++ tests under AddressSanitizer and UBSan
test-c-sanitizers: c-packages c-checked c-tables
	$(call c-vectors,_sanitized,$(C_SANITIZE),$(C_CHECKED))
	$(call cpp-vectors,_sanitized,$(C_SANITIZE),$(C_CHECKED))
	$(call c-programs,_sanitized,$(C_SANITIZE),$(C_CHECKED))
	$(call cpp-programs,_sanitized,$(C_SANITIZE),$(C_CHECKED))
	$(call panic-program,_sanitized,$(C_SANITIZE))
	@for test in $(C_PROGRAMS) cpp_memory; do \
	    $(C_TESTS)/$${test}_sanitized >/dev/null || exit 1; \
	done
	@$(C_TESTS)/panic_sanitized 2>$(C_TESTS)/panic.log || { cat $(C_TESTS)/panic.log; false; }
	@echo "sanitizers: $(C_PROGRAMS) cpp_memory panic are clean"

# make test-c-valgrind   runs the C and C++ tests under valgrind
test-c-valgrind: c-packages c-lib c-checked c-tables
	$(call c-vectors,,,$(C_SHARED))
	$(call cpp-vectors,,,$(C_SHARED))
	$(call c-programs,,,$(C_SHARED))
	$(call cpp-programs,,,$(C_SHARED))
	$(call panic-program,,)
	@for test in $(C_PROGRAMS); do $(C_VALGRIND) $(C_TESTS)/$$test >/dev/null || exit 1; done
	@$(C_VALGRIND) $(C_OWN_NEW) $(C_TESTS)/cpp_memory
	@RUST_BACKTRACE=0 $(C_VALGRIND) $(C_TESTS)/panic 2>$(C_TESTS)/panic.log || \
	    { cat $(C_TESTS)/panic.log; false; }
	@echo "valgrind: $(C_PROGRAMS) cpp_memory panic have no error and no leak"

# make test-constant-time   checks under valgrind that no branch or index depends on a secret
test-constant-time: c-packages c-lib
	@gcc $(C_FLAGS) tests/c/support.c tests/c/constant_time.c $(C_SHARED) \
	    -o $(C_TESTS)/constant_time
	@valgrind --quiet --error-limit=no --log-file=$(C_TESTS)/constant_time.log \
	    $(C_TESTS)/constant_time

# make test-threads   runs the C handles under helgrind, which detects races, with forks
test-threads: c-packages c-lib
	$(call c-programs,,,$(C_SHARED))
	@for test in concurrency forks; do $(C_HELGRIND) $(C_TESTS)/$$test || exit 1; done
	@echo "threads: concurrency and forks have no race"

# make test-headers   compiles the headers alone with gcc and clang, in every standard
test-headers: c-packages
	@tests/c/headers.sh

# make test-symbols   checks symbols, hardening and paths in the shared and the static library
test-symbols: c-lib
	@tests/c/symbols.sh $(C_RELEASE)/$(C_LIBRARY) $(C_STATIC) $(C_SONAME)

# make test-static   links the static library and a second Rust library into one program
test-static: c-packages c-lib c-checked
	@RUSTC='$(C_RUSTC)' tests/static/run.sh $(C_STATIC) $(C_CHECKED_STATIC) $(C_PRIVATE)

# make test-flags   checks that the flags of a packager reach the compiler
test-flags: c-lib
	@CARGO='$(CARGO)' MAKE='$(MAKE)' tests/c/flags.sh $(C_TRIPLE)

# make test-consumer   builds programs against an installation
test-consumer: c-packages c-lib
	@MAKE='$(MAKE)' tests/consumer/run.sh $(C_SONAME)

# make reproducible   builds the last commit in two folders, and compares the installed files
reproducible:
	@MAKE='$(MAKE)' tests/c/reproducible.sh

include bindings/c/install/install.mk
