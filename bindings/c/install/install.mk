# Installing the C library. Included by c.mk.

PREFIX ?= /usr/local
# Absolute, or relative to PREFIX.
LIBDIR ?= lib
INCLUDEDIR ?= include
DESTDIR ?=

C_PREFIX = $(patsubst %/,%,$(abspath $(PREFIX)))
# $(call c-folder,FOLDER) is absolute, and without a slash at its end.
c-folder = $(patsubst %/,%,$(abspath $(if $(filter /%,$(1)),$(1),$(C_PREFIX)/$(1))))
C_LIBDIR = $(call c-folder,$(or $(LIBDIR),lib))
C_INCLUDEDIR = $(call c-folder,$(or $(INCLUDEDIR),include))
# $(call c-variable,FOLDER) is the folder as pkg-config files write it, so that they may be moved.
c-variable = $(patsubst $(C_PREFIX)/%,$${prefix}/%,$(1))

C_TO_LIB = $(DESTDIR)$(C_LIBDIR)
C_TO_INCLUDE = $(DESTDIR)$(C_INCLUDEDIR)
C_TO_LICENSES = $(DESTDIR)$(C_PREFIX)/share/licenses/exposeport
C_LICENSES := $(wildcard LICENSE-* THIRD-PARTY-NOTICES.txt)
C_GENERATED := pkgconfig/exposeport.pc pkgconfig/exposeport-static.pc \
    cmake/exposeport/exposeport-config.cmake cmake/exposeport/exposeport-config-version.cmake

.PHONY: install uninstall install-paths

install-paths: export GIVEN_PREFIX = $(PREFIX)
install-paths: export GIVEN_LIBDIR = $(LIBDIR)
install-paths: export GIVEN_INCLUDEDIR = $(INCLUDEDIR)
install-paths: export GIVEN_DESTDIR = $(DESTDIR)
install-paths:
	@bindings/c/install/paths.sh

# make install PREFIX=... LIBDIR=... INCLUDEDIR=... DESTDIR=...   installs the C library
install: install-paths c-lib
	@install -d $(C_TO_INCLUDE)/exposeport $(C_TO_LIB)/pkgconfig $(C_TO_LIB)/cmake/exposeport \
	    $(C_TO_LICENSES)
	@for header in $(C_HEADERS); do \
	    install -m 644 include/$$header $(C_TO_INCLUDE)/$$header || exit 1; \
	done
	@install -m 755 $(C_RELEASE)/$(C_LIBRARY) $(C_TO_LIB)/$(C_VERSIONED)
	@ln -sf $(C_VERSIONED) $(C_TO_LIB)/$(C_SONAME)
	@ln -sf $(C_SONAME) $(C_TO_LIB)/$(C_LIBRARY)
	@install -m 644 $(C_STATIC) $(C_TO_LIB)/$(C_ARCHIVE)
	@install -m 644 $(C_LICENSES) $(C_TO_LICENSES)
	@for file in $(C_GENERATED); do \
	    sed -e 's|@PREFIX@|$(C_PREFIX)|' -e 's|@LIBDIR@|$(C_LIBDIR)|' \
	        -e 's|@INCLUDEDIR@|$(C_INCLUDEDIR)|' -e 's|@LIBRARIES@|$(call c-variable,$(C_LIBDIR))|' \
	        -e 's|@HEADERS@|$(call c-variable,$(C_INCLUDEDIR))|' -e 's|@PRIVATE@|$(C_PRIVATE)|' \
	        -e 's|@ARCHIVE@|$(C_ARCHIVE)|' -e 's|@VERSIONED@|$(C_VERSIONED)|' \
	        -e 's|@SONAME@|$(C_SONAME)|' -e 's|@POINTER_BITS@|$(C_POINTER_BITS)|' \
	        -e 's|@VERSION@|$(C_VERSION)|' -e 's|@MAJOR@|$(C_MAJOR)|' -e 's|@MINOR@|$(C_MINOR)|' \
	        bindings/c/install/$${file##*/}.in >$(C_TO_LIB)/$$file && \
	    chmod 644 $(C_TO_LIB)/$$file || exit 1; \
	done
	@echo "installed exposeport $(C_VERSION) in $(DESTDIR)$(C_PREFIX)"

# make uninstall PREFIX=... LIBDIR=... INCLUDEDIR=... DESTDIR=...   removes the installed files
uninstall: install-paths
	@rm -f $(addprefix $(C_TO_INCLUDE)/,$(C_HEADERS)) $(addprefix $(C_TO_LIB)/,$(C_GENERATED)) \
	    $(addprefix $(C_TO_LIB)/,$(C_ARCHIVE) $(C_LIBRARY) $(C_SONAME) $(C_VERSIONED)) \
	    $(addprefix $(C_TO_LICENSES)/,LICENSE-APACHE LICENSE-MIT THIRD-PARTY-NOTICES.txt)
	@for folder in $(C_TO_INCLUDE)/exposeport $(C_TO_LIB)/cmake/exposeport $(C_TO_LICENSES); do \
	    [ ! -d $$folder ] || rmdir --ignore-fail-on-non-empty $$folder; \
	done
	@echo "uninstalled exposeport from $(DESTDIR)$(C_PREFIX)"
