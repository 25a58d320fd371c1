# `make` alone says what there is. The work itself stands in scripts/.
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory --no-builtin-rules
BIN := .venv/bin
POSTGRES ?= 1
export PORT HOST PYTEST_ARGS

.PHONY: help
help: ## 显示这份说明
	@echo '居民议事协商与需求征集平台'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' Makefile
	@echo
	@echo '可选：PORT=8080 HOST=0.0.0.0（make run），POSTGRES=0 不在 PostgreSQL 上重复，PYTEST_ARGS="-k 词"（测试）'

.PHONY: run
run: ## 启动平台（自动准备环境、数据库和演示社区），默认 http://127.0.0.1:8000
	@scripts/run

.PHONY: test
test: ready ## 全部检查和测试（有条件时再在 PostgreSQL 上重复一遍）
	@if [ "$(POSTGRES)" != 0 ]; then scripts/postgres-test --ready; fi
	@scripts/static-check
	@$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS)
	@if [ "$(POSTGRES)" != 0 ]; then scripts/postgres-test --if-ready; fi

.PHONY: check
check: ready ## 排版、规范、类型、分层、翻译、模板、测试（含迁移）
	@scripts/static-check
	@$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS)

.PHONY: static-check
static-check: ready ## 不运行程序就能做的检查
	@scripts/static-check

.PHONY: attack
attack: ready ## 把每个地址、每张表都用最刁钻的输入试一遍（约 5 分钟）
	@$(BIN)/python -m pytest -n auto --dist worksteal -m attack $(PYTEST_ARGS)

.PHONY: crash
crash: ready ## 投票结束时把服务器杀掉 40 次，数一数有没有丢票（约 5 分钟）
	@$(BIN)/python benchmarks/crash.py $(CRASH_ARGS)

.PHONY: postgres-test
postgres-test: ready ## 在临时的 PostgreSQL 上测试
	@scripts/postgres-test

.PHONY: referee
referee: ready ## 请独立的计票程序 pabutools 核对计票（约 20 分钟；ONLY=add-one 逐份加价，要几天）
	@scripts/referee
	@for kind in $(or $(ONLY),plain ends made); do $(BIN)/python -m tests.referee.compare --only $$kind \
		--most $(or $(MOST),50000) || exit 1; done

.PHONY: referee-rankings
referee-rankings: ready ## 请独立的计票程序 pref_voting 核对排序投票（要装近 1 GB）
	@scripts/referee rankings
	@var/referee-rankings/bin/python tests/referee/rankings_batch.py --program $(BIN)/deliberation \
		--random $(or $(RANDOM_ELECTIONS),200) $(wildcard ../shared/data/elections/rank/*.soi)

.PHONY: format
format: ready ## 整理代码排版
	@$(BIN)/ruff check --fix --exit-zero --quiet .
	@$(BIN)/ruff format .

.PHONY: catalogues
catalogues: ready ## 从代码提取要翻译的句子，更新并编译翻译
	@$(BIN)/python scripts/catalogues

.PHONY: lock
lock: ready ## 重新锁定 Python 依赖的版本
	@scripts/lock

.PHONY: setup
setup: ## 只准备运行环境
	@scripts/setup run

.PHONY: ready
ready:
	@scripts/setup test

.PHONY: clean
clean: ## 删除缓存和准备环境时生成的文件（数据库、密钥和字体保留）
	@rm -rf .venv node_modules deliberation/static/vendor deliberation/static/vendor.part* var/stamps
	@rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
	@find translations -name '*.mo' -delete
