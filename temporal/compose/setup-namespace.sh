#!/bin/sh
# One-shot service: the namespace with 30 days of retention, and the search attributes. Can run any number of times.
# TEMPORAL_ADDRESS is read by the temporal command itself.
set -eu

namespace="${TEMPORAL_NAMESPACE:-default}"
retention='30d'
attributes='CountersignStatus CountersignType CountersignRisk CountersignPolicy CountersignRequester CountersignAgent'

# The port opens some seconds before the services behind it answer. Sixty tries of a second: a cold start takes about twenty.
try() {
  tries=0
  until "$@" >/tmp/setup.log 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
      cat /tmp/setup.log >&2
      exit 1
    fi
    sleep 1
  done
}

namespace_exists() {
  temporal operator namespace describe --namespace "$namespace"
}
ensure_namespace() {
  namespace_exists || temporal operator namespace create --namespace "$namespace" --retention "$retention"
}
missing_attributes() {
  listed="$(temporal operator search-attribute list --namespace "$namespace")"
  for name in $attributes; do
    echo "$listed" | grep -q "^ *$name " || printf ' --name %s --type Keyword' "$name"
  done
}
ensure_attributes() {
  missing="$(missing_attributes)"
  # shellcheck disable=SC2086 # one word per argument is meant
  [ -z "$missing" ] || temporal operator search-attribute create --namespace "$namespace" $missing
}

try temporal operator cluster health
try ensure_namespace
try temporal operator namespace update --namespace "$namespace" --retention "$retention"
try ensure_attributes
echo "Namespace $namespace is ready."
