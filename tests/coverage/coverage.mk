# Coverage of the core. Included by the Makefile of the project.

CARGO_LLVM_COV := 0.9.1
# The version of LLVM that writes the profiles. Debian has its tools under these names.
COVERAGE_LLVM = $(shell $(C_RUSTC) -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
COVERAGE_TOOLS = LLVM_COV=$(or $(LLVM_COV),llvm-cov-$(COVERAGE_LLVM)) \
    LLVM_PROFDATA=$(or $(LLVM_PROFDATA),llvm-profdata-$(COVERAGE_LLVM))
COVERAGE_REPORT := $(abspath $(or $(CARGO_TARGET_DIR),target))/coverage.lcov

.PHONY: coverage coverage-packages

coverage-packages:
	@$(if $(LLVM_COV),true,tests/install-packages.sh \
	    llvm-cov-$(COVERAGE_LLVM)=llvm-$(COVERAGE_LLVM))
	@$(CARGO) llvm-cov --version 2>/dev/null | grep -qx 'cargo-llvm-cov $(CARGO_LLVM_COV)' || \
	    $(CARGO) install --quiet --locked cargo-llvm-cov@$(CARGO_LLVM_COV)

# make coverage   prints the covered lines of the core, and compares the rest with tests/coverage
#
# Only an incremental build compiles small functions in the crate. In another build, each test
# compiles its own, which are not counted.
coverage: coverage-packages
	$(COVERAGE_TOOLS) CARGO_INCREMENTAL=1 $(CARGO) llvm-cov --locked --package exposeport \
	    --all-features --no-cfg-coverage --lcov --output-path $(COVERAGE_REPORT)
	@$(PYTHON) tests/coverage/lines.py $(COVERAGE_REPORT)
