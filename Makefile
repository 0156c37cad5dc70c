# The tiers of the tests, and short names for what one types every day. `make help` lists them.
SHELL := bash
.DEFAULT_GOAL := help

# Maven itself on a JDK >= 21, whose compiler then stays warm from module to module.
export JAVA_HOME := $(shell .mvn/jdk)
MVN := mvn -B -ntp
# Without static analysis, which is what a full build is for.
QUICK := $(MVN) -q -Pquick -Dsurefire.failIfNoSpecifiedTests=false

# The module that has test class t, and the names of all test classes of module m.
module_of = $(firstword $(subst /, ,$(firstword $(shell git ls-files -co --exclude-standard '*/$(1).java'))))
classes_of = $(shell cd $(1)/src/test/java && find . -name '*Test.java' | sed 's|^\./||;s|\.java$$||;s|/|.|g' | paste -sd,)

.PHONY: help test verify verify-long format lint-api demo bench faults

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  %-12s %s\n", $$1, $$2}'

test: ## Tests without a server; all of one module with m=tracker-verticle, one class with t=CrashTest
ifdef t
	@test -n "$(call module_of,$(t))" || { echo "There is no test class $(t)." >&2; exit 1; }
	$(QUICK) test -pl $(call module_of,$(t)) -am -Dtest=$(t) && echo "$(t) passed."
else ifdef m
	@test -d "$(m)/src/test/java" || { echo "There is no module $(m) with tests." >&2; exit 1; }
	@$(QUICK) test -pl $(m) -am -Dtest=$(call classes_of,$(m)) && echo "All tests of $(m) passed."
else
	$(QUICK) test -DexcludedGroups=server && echo "Tests without a server passed."
endif

verify: ## Everything that CI runs: all tests on real servers, static analysis, the formatter
	$(MVN) verify

verify-long: ## The same with property tests tried 3,000 times, minutes of hammering and the long fault suite
	TIDEMARK_HAMMER_SECONDS=60 TIDEMARK_ECONOMY_TWEETS=20000 TIDEMARK_WORTH_ACCOUNTS=6 \
	  $(MVN) -Pfaults verify -Dproperty.tries=3000

format: ## Let the formatter decide layout
	$(MVN) -q -f format.xml spotless:apply

lint-api: ## Lint openapi.yaml with Redocly and Spectral; needs Node and the network, so no build does it
	npx --yes @redocly/cli@2 lint gateway/src/main/resources/openapi.yaml
	npx --yes -p @stoplight/spectral-cli@6 spectral lint --fail-severity=warn gateway/src/main/resources/openapi.yaml

demo: ## Start the demo (./tidemark demo)
	./tidemark demo

bench: ## Measure what we claim; one benchmark with b=timers
	./tidemark bench $(b)

faults: ## Kill, freeze and cut real processes and compare what they wrote with the platforms' record
	./tidemark faults
