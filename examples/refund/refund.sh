#!/bin/sh
# COUNTERSIGN_KEY=csk_… examples/refund/refund.sh <order> <amount> [currency]
# The same refund by curl and jq: ask, wait, take the permit, execute, report.
set -eu
order=${1:?order} amount=${2:?amount} currency=${3:-EUR}
url=${COUNTERSIGN_URL:-http://localhost:3400}
ledger=${COUNTERSIGN_DATA_DIR:-.countersign}/refunds.jsonl

# The key goes in by a file descriptor of its own, not as an argument: `ps` shows arguments to everybody.
api() {
  method=$1 path=$2
  shift 2
  curl --silent --show-error --request "$method" --header @- --header 'content-type: application/json' "$@" "$url$path" <<HEADERS
authorization: Bearer ${COUNTERSIGN_KEY:?set it to a key of the service}
HEADERS
}

request=$(api POST /v1/requests --header "idempotency-key: refund-sh-$order" --data "$(
  jq -n --arg order "$order" --argjson amount "$amount" --arg currency "$currency" '{
    execute: "caller",
    action: { type: "payments.refund", title: "Refund \($amount) \($currency) for order \($order)",
              args: { orderId: $order, amount: $amount, currency: $currency } } }'
)")
id=$(echo "$request" | jq -r '.id // empty')
[ -n "$id" ] || { echo "not refunded: $(echo "$request" | jq -r '.detail // .title')" >&2; exit 1; }

view=$(api GET "/v1/requests/$id")
while :; do
  status=$(echo "$view" | jq -r .status)
  case $status in
    # A policy decides first whether people are asked at all.
    proposing) view=$(api GET "/v1/requests/$id/wait?until=change&since=$(echo "$view" | jq .move)&timeout=25s") ;;
    pending | revising)
      [ -n "${said:-}" ] || echo "waiting for a person: $(echo "$view" | jq -r .links.page)"
      said=1
      view=$(api GET "/v1/requests/$id/wait?until=resolved&timeout=25s")
      ;;
    *) break ;;
  esac
done
[ "$status" = approved ] || { echo "not refunded: $status: $(echo "$view" | jq -r '.resolution.reason // "an earlier run has it"')" >&2; exit 1; }

# Consumed by this call: whoever comes second gets 409 and must not pay.
permit=$(api POST "/v1/requests/$id/permit" --data "$(echo "$view" | jq '{digest}')")
permit_id=$(echo "$permit" | jq -r '.permitId // empty')
[ -n "$permit_id" ] || { echo "not refunded: $(echo "$permit" | jq -r '.detail // .title')" >&2; exit 1; }

# What people approved is in the permit: an edit may have changed it.
mkdir -p "$(dirname "$ledger")"
echo "$permit" | jq -c --arg id "$id" '.args + {permitId, requestId: $id}' >> "$ledger"
api POST "/v1/requests/$id/outcome" --data "$(echo "$permit" | jq '{permitId, outcome: "executed", detail: {ledger: "appended"}}')" | jq -r '"refunded, request is \(.status)"'
