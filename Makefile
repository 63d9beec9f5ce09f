# Two commands are all a newcomer needs: `make run` and `make test`. Nothing has to be installed but Python 3.11+.

PYTHON_HERE = .venv/bin/python

.PHONY: run test check coverage bench screens mails permissions lock clean environment

run: environment  ## start Daybook with its own database
	@exec $(PYTHON_HERE) main.py

test: environment  ## static checks, then every test
	@deploy/test.sh

check: environment  ## static checks alone
	@deploy/test.sh --checks-only

coverage: environment  ## the same, and what the tests cover
	@deploy/test.sh --coverage

bench: environment  ## measure
	@$(PYTHON_HERE) -m tests.load.bench

screens: environment  ## take pictures of every screen into .cache/screens
	@$(PYTHON_HERE) -m tests.journeys.screens .cache/screens

mails: environment  ## take pictures of every letter into .cache/mails
	@$(PYTHON_HERE) -m tests.journeys.mails .cache/mails

permissions: environment  ## write docs/permissions.md
	@$(PYTHON_HERE) -m pages._matrix docs/permissions.md

lock:  ## pin the newest allowed versions
	@uv=$$(deploy/environment.sh --uv) && \
	$$uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group test pyproject.toml -o requirements.lock && \
	echo 'uv' | $$uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate - -o deploy/uv-pinned.txt

clean:  ## remove what can be made again; data/ stays
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.* \
	  htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@deploy/environment.sh
