# `make run` and `make test` are all a newcomer needs: each first brings .venv to what its lock file names.

# The first Python of 3.11 or newer; 3.11 before the others, since it is the one that the tests run on.
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && { echo $$p; break; }; done)
UV_VERSION = 0.13.9
# More than the two cores of a small machine: many tests wait for a browser, a time limit, another process.
WORKERS ?= 4
DATA = ../shared/data

PARALLEL = $(if $(filter-out 0,$(WORKERS)),-n $(WORKERS) --dist worksteal)
PY = .venv/bin/python
CODE = $(wildcard bot api conversations models huiyin.py)
QUICK = $(wildcard tests/conversations tests/models tests/test_*.py tests/api)

# uv does not read pip's configuration; it is given the index and the certificates that pip would use.
UV = index="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(PY) -m pip config get global.index-url 2>/dev/null || true)}}"; \
	[ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"; \
	[ -z "$${PIP_CERT:-}" ] || export SSL_CERT_FILE="$${SSL_CERT_FILE:-$$PIP_CERT}"; \
	.venv/bin/uv pip
INTO = --python $(PY) --compile-bytecode --require-hashes

# A .venv whose Python is gone (half made, moved, upgraded) is made anew.
ifeq ($(wildcard $(PY)),)
$(shell rm -rf .venv)
endif

.PHONY: help run test check lint types quick format lock journey courier bench guarantee office edges hearing hearing-model crisis crisis-model metrics clean

help:
	@echo "make run      the whole service on http://127.0.0.1:8000, data in ./var"
	@echo "make test     every test, with SQLite, PostgreSQL, Redis and a browser  (WORKERS=0: one after another)"
	@echo "make check    lint, types, import contracts, the pure tests and the API's on SQLite, but for what is slow"
	@echo "make metrics  files, functions, floors, circles: the tree in numbers, as JSON"
	@echo "make format   let ruff lay out the code"
	@echo "make lock     resolve the requirements anew  (UPGRADE=1: to the newest versions)"
	@echo "make journey  N residents through the whole loop  (N=500 CSV=messages.csv OUT=results.jsonl)"
	@echo "make courier  notices to N far-away Telegram chats, one after another and at once  (N=200 LATENCY=0.15)"
	@echo "make bench    how fast everything is, beside the plainest thing  (ONLY=engine,turns,create,list,lifecycle,trip,memory,"
	@echo "              pages RUNS=3 SECONDS=5 SCALE=10000,100000 KEEP=folder)"
	@echo "make guarantee  the whole file at its real times, then two years with faults  (CSV= OUT= PROFILE= DROP=0.1 N=)"
	@echo "make office   a county set up from nothing and worked by its pages and by /v1, each click counted  (N=60 CSV=)"
	@echo "make edges    every fault at the edges, at full length: locked, full, killed, slow, too much  (ONLY=database,bounds)"
	@echo "make hearing  what people say, each row in its context, and whether it is heard right  (CSV=rows.csv OUT=heard.jsonl);"
	@echo "              GLUED=messages.csv N=2000: real messages beside intentions, and whether any word is lost;"
	@echo "              make hearing-model learns how intentions sound anew  (MESSAGES=)"
	@echo "make crisis   danger in what people say: what is heard and what is not  (CSV=text,label OUT=; without CSV ours, by"
	@echo "              leaving kinds of phrase out in turn, POSTS= MESSAGES=; make crisis-model learns it anew)"
	@echo "make clean    remove .venv and caches; ./var stays"

run: .venv/.run
	@exec $(PY) huiyin.py run

test: .venv/.test .venv-telemelya/.done
	@tests/install-browser.sh
	@tests/install-proxies.sh
	$(PY) -m pytest $(PARALLEL)

# `make -k check` goes on after the first complaint.
check: lint types quick

lint: .venv/.test
	$(PY) -m ruff check --quiet --output-format concise .
	$(PY) -m ruff format --check --quiet . >/dev/null || { echo "\`make format\` lays out the code." >&2; exit 1; }

types: .venv/.test
	$(PY) -m mypy $(CODE)

# Left out: PostgreSQL, what is marked slow, most examples of the property tests, the staff's pages, everything that
# needs a browser or a second process; `make test` has all of it. Nothing here waits, so one worker a core is enough.
quick: WORKERS = auto
quick: .venv/.test
	$(PY) -m pytest -q --quick $(PARALLEL) $(QUICK)

format: .venv/.test
	$(PY) -m ruff check --quiet --fix . || true
	$(PY) -m ruff format .

journey: .venv/.run
	@exec $(PY) -m benchmarks.journey $(if $(N),--n $(N)) --csv "$(or $(CSV),../shared/data/replies.csv)" $(if $(OUT),--out "$(OUT)")

courier: .venv/.run
	@exec $(PY) -m benchmarks.courier $(if $(N),--n $(N)) $(if $(LATENCY),--latency $(LATENCY))

metrics: .venv/.test
	@exec $(PY) -m benchmarks.metrics

bench: .venv/.test
	@exec $(PY) -m benchmarks.bench $(if $(ONLY),--only $(ONLY)) $(if $(RUNS),--runs $(RUNS)) \
		$(if $(SECONDS),--seconds $(SECONDS)) $(if $(SCALE),--scale $(SCALE)) $(if $(KEEP),--keep $(KEEP))

guarantee: .venv/.run
	@exec $(PY) -m benchmarks.guarantee --csv "$(or $(CSV),../shared/data/replies.csv)" $(if $(OUT),--out "$(OUT)") \
		$(if $(PROFILE),--profile $(PROFILE)) $(if $(DROP),--drop $(DROP)) $(if $(N),--n $(N))

office: .venv/.test
	@tests/install-browser.sh
	@exec $(PY) -m benchmarks.office --csv "$(or $(CSV),$(DATA)/replies.csv)" $(if $(N),--n $(N))

edges: .venv/.test
	@exec $(PY) -m benchmarks.edges $(if $(ONLY),--only $(ONLY))

crisis: .venv/.run
	@exec $(PY) -m benchmarks.crisis $(if $(CSV),--csv "$(CSV)") $(if $(OUT),--out "$(OUT)") \
		$(addprefix --posts ,$(or $(POSTS),$(wildcard $(DATA)/crisis_posts.csv))) \
		--messages $(or $(MESSAGES),$(wildcard $(DATA)/messages.csv $(DATA)/replies.csv))

crisis-model: .venv/.run
	@exec $(PY) -m benchmarks.crisis.train $(addprefix --posts ,$(POSTS)) $(addprefix --messages ,$(MESSAGES))

hearing: .venv/.run
	@exec $(PY) -m $(if $(GLUED),benchmarks.hearing.glued --messages "$(GLUED)" $(if $(N),--n $(N)),benchmarks.hearing) $(if $(CSV),--csv "$(CSV)") $(if $(OUT),--out "$(OUT)")

hearing-model: .venv/.run
	@exec $(PY) -m benchmarks.hearing.learn $(addprefix --rows ,$(ROWS)) $(addprefix --messages ,$(MESSAGES))

# uv pip install, not sync: after `make test` .venv holds more, and that stays.
.venv/.run: requirements/run.lock .venv/.uv
	@echo "Installing requirements/run.lock into .venv ..." >&2
	@$(UV) install --quiet $(INTO) -r requirements/run.lock
	@touch $@

.venv/.test: requirements/test.lock .venv/.uv
	@echo "Installing requirements/test.lock into .venv ..." >&2
	@$(UV) sync --quiet $(INTO) requirements/test.lock
	@touch .venv/.run $@

# Somebody else's emulator of Telegram, which is heavy and wants packages of its own.
.venv-telemelya/.done: requirements/telemelya.lock .venv/.uv
	@echo "Installing requirements/telemelya.lock into .venv-telemelya ..." >&2
	@[ -x .venv-telemelya/bin/python ] || $(PYTHON) -m venv .venv-telemelya
	@$(UV) sync --quiet --python .venv-telemelya/bin/python --compile-bytecode --require-hashes requirements/telemelya.lock
	@touch $@

.venv/.uv: requirements/uv.lock
	@[ -n "$(PYTHON)" ] || { echo "Huiyin needs Python 3.11 or newer and found none." \
		"Name one: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { echo "$(PYTHON) is missing or older than Python 3.11." \
		"Name another: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@[ -x $(PY) ] || { echo "Making .venv with $(PYTHON) ..." >&2; $(PYTHON) -m venv .venv; } || { rm -rf .venv; \
		echo "$(PYTHON) cannot make virtual environments (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock
	@touch $@

COMPILE = compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header $(if $(UPGRADE),--upgrade)
lock: .venv/.uv
	@echo "uv==$(UV_VERSION)" | { $(UV) $(COMPILE) - -o requirements/uv.lock >/dev/null; }
	@$(UV) $(COMPILE) pyproject.toml -o requirements/run.lock >/dev/null
	@$(UV) $(COMPILE) pyproject.toml --group test -c requirements/run.lock -o requirements/test.lock >/dev/null
	@$(UV) $(COMPILE) requirements/telemelya.in -o requirements/telemelya.lock >/dev/null

clean:
	rm -rf .venv .venv-telemelya .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .grimp_cache
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
