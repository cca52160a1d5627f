# Two commands, on a machine that has only Python 3.11–3.13 and make:
#
#   make run      opens the demonstration school; without a display, makes its papers and pictures
#   make test     layout, habits, types, walls between the layers, tests
#
# and for those who work on it:
#
#   make bench    speed on a large file            make lock     adds to requirements.lock what is new
#   make mutants  what the tests would not notice  make upgrade  locks the newest versions
#   make tour     a picture of every page          make format   mends layout and simple habits
#   make attack   what kills, full disks, flips and forgers do to a school (tests/attack/README.md)
#   make setup    prepares .venv, nothing else     make clean    removes .venv, build and caches
#   make holidays brings the public holidays up to date, once a year
#   make pictures photographs what the manual shows
#
# and for those who give it out (installer/README.md):
#
#   make installer        what a school installs on Windows, in dist/
#   make installer-check  builds what it holds twice and compares every file
#   make verify-windows   makes it, then runs the tests, the setup and the installed program under wine
#   make verify-start     makes it, then installs, starts and removes it under wine: a part of the above

# The interpreter of .venv; another one with `make PYTHON=/path/to/python3.12 test`.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)
PYTHON := $(PYTHON)

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
SCREEN := yes
else
BIN := .venv/bin
SCREEN := $(DISPLAY)$(WAYLAND_DISPLAY)
# What tests write waits for no disk: it lies in memory where there is room for it.
MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000 { print $$6 }')
endif
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile

# What Qt needs of Debian or Ubuntu: always, on X11 (with printing), on Wayland.
QT_PACKAGES := libgl1 libegl1 libglib2.0-0 libfontconfig1 libfreetype6 libx11-6 libxkbcommon0 \
	libdbus-1-3 libgssapi-krb5-2
QT_PACKAGES += libx11-xcb1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 \
	libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render0 libxcb-render-util0 libxcb-shape0 \
	libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1 libcups2
QT_PACKAGES += libwayland-client0 libwayland-cursor0 libwayland-egl1

# $(call debian,PACKAGES,WHAT FOR): as root installs them, otherwise says whom to ask for what.
define debian
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "Installing system packages for $(2) …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -qq -y --no-install-recommends $(1) >/dev/null; \
	else \
		echo "System packages for $(2) are missing. Ask an administrator to run, once:" >&2; \
		echo "    apt-get install" $(1) >&2; \
		echo "(on another system, install what corresponds to them), then run make again." >&2; \
		exit 1; \
	fi
endef

# Everything Qt loads at a start; the X11 plugin only where there is an X11 display to open it on.
define QT_CHECK
import ctypes, os, pathlib, PySide6
from PySide6 import QtNetwork, QtPrintSupport, QtSvg, QtWidgets
QtWidgets.QApplication(["check", "-platform", "offscreen"])
if os.environ.get("DISPLAY") and os.name == "posix":
    ctypes.CDLL(str(pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so"))
endef
export QT_CHECK

# What the Windows setup is made with: the packer, the compiler of the launcher, the judge of signatures.
INSTALLER_PACKAGES := nsis gcc-mingw-w64-x86-64 osslsigncode
# Windows, as far as Debian has it, with a screen for it.
WINE_PACKAGES := wine wine64 xvfb

.PHONY: run test bench mutants attack tour pictures lock upgrade holidays format clean setup
.PHONY: installer installer-check verify-windows verify-start
.NOTPARALLEL:

run: .venv/ready
ifneq ($(SCREEN),)
	$(BIN)/dangxiao window --demo
else
	@echo "No display here, so the demonstration is made on paper."
	rm -rf build/demo build/tour
	QT_QPA_PLATFORM=offscreen $(BIN)/dangxiao demo --out build/demo
	QT_QPA_PLATFORM=offscreen $(BIN)/dangxiao tour --out build/tour
	@echo
	@echo "The school's file, its papers and its workbook:  $(CURDIR)/build/demo"
	@echo "A picture of every page and dialog:              $(CURDIR)/build/tour"
endif

# Fast answers first, the tests last. They run on every core, a file's tests together, since many share
# a school that takes a second to make. Lines and branches are counted on the way (17 s on two cores).
test: export LC_ALL := C.UTF-8
test: export QT_QPA_PLATFORM := offscreen
# pyright shall ask no registry for a newer version of itself.
test: export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
test: export TMPDIR := $(or $(MEMORY),$(TMPDIR),/tmp)
test: .venv/ready
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/lint-imports
	$(BIN)/pyright
	@rm -rf build/coverage && mkdir -p build/coverage
	$(BIN)/coverage run -m pytest --numprocesses=auto --maxprocesses=8 --dist=loadscope
	$(BIN)/python -m tests.covered

bench: export QT_QPA_PLATFORM := offscreen
bench: .venv/ready
	$(BIN)/pytest tests/bench -s

# 300 small wrong changes in 40 minutes; only of one part: `make mutants ONLY="--area journal"`.
mutants: export LC_ALL := C.UTF-8
mutants: .venv/ready
	$(BIN)/python -m tests.mutants $(ONLY)

# 20 minutes; a part of it: `make attack ONLY="kills --minutes 5"`. Needs Linux and a C compiler.
attack: export LC_ALL := C.UTF-8
attack: .venv/ready
	$(BIN)/python -m tests.attack $(ONLY)

tour: .venv/ready
	rm -rf build/tour
	QT_QPA_PLATFORM=offscreen $(BIN)/dangxiao tour --out build/tour

# What the manual shows, made anew from the demonstration school into resources/manual/pictures.
pictures: export QT_QPA_PLATFORM := offscreen
pictures: .venv/ready
	$(BIN)/python -m tests.data.make_manual_pictures

# `make installer SIGN="--sign school.pfx --sign-password-file password.txt"` signs it.
installer: .venv/ready installer-tools
	$(BIN)/python -m installer.assemble $(SIGN)

installer-check: .venv/ready installer-tools
	$(BIN)/python -m installer.assemble --check $(SIGN)

verify-windows: installer wine
	$(BIN)/python -m tests.installer.wine.verify

verify-start: installer wine
	$(BIN)/python -m tests.installer.wine.verify start

.PHONY: wine
wine:
	@{ command -v wine && command -v Xvfb; } >/dev/null || { $(call debian,$(WINE_PACKAGES),wine); }

.PHONY: installer-tools
installer-tools:
	@{ command -v makensis && command -v x86_64-w64-mingw32-gcc && command -v osslsigncode; } \
		>/dev/null || { $(call debian,$(INSTALLER_PACKAGES),the Windows setup); }

format: .venv/ready
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

# Hashes of every wheel and sdist for Linux and Windows, CPython 3.11 to 3.13; no index address.
# `make lock` keeps the versions that are locked, `make upgrade` takes the newest that pyproject.toml
# allows; uv lives only in build/.
upgrade: UPGRADE := --upgrade
lock upgrade:
	$(PYTHON) -m venv build/lock
	build/lock/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check uv
	build/lock/$(notdir $(BIN))/uv pip compile pyproject.toml --extra dev --universal $(UPGRADE) \
		--python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" --quiet --output-file requirements.lock

# The library that public holidays come from is not the program's: it is asked once a year.
holidays: .venv/ready
	$(PYTHON) -m venv build/holidays
	build/holidays/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check holidays
	build/holidays/$(notdir $(BIN))/python -m tests.data.make_holidays

clean:
	rm -rf .venv build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find app ui tests -name __pycache__ -type d -prune -exec rm -rf {} +

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		$(call debian,$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'),Python); }
	@echo "Preparing .venv …"
	@test -x $(BIN)/dangxiao || $(PYTHON) -m venv .venv
	@$(PIP_INSTALL) --require-hashes -r requirements.lock
	@$(PIP_INSTALL) --no-build-isolation --editable .
	@$(BIN)/python -c "$$QT_CHECK" 2>/dev/null || { \
		$(call debian,$(QT_PACKAGES),Qt) && $(BIN)/python -c "$$QT_CHECK"; }
	@touch $@
