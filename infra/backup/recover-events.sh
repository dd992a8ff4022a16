#!/bin/sh
# Runs `pnpm lms events recover --to <time>` in the cluster, in a pod that may do what the user service may, and prints what it
# says: recover-events.sh <time> <server>. The password of <server> (postgres://user@host:5432) comes from PGPASSWORD. The
# services must be stopped.
set -eu
to=$1 server=$2
trap 'kubectl -n lms delete job/recover-events secret/recover-events --ignore-not-found' EXIT
password=$(printf %s "$PGPASSWORD" | jq -sRr @uri)
printf %s "$server" | sed "s#@#:$password@#" |
  kubectl -n lms create secret generic recover-events --from-file=DATABASE_DIRECT_URL=/dev/stdin
kubectl -n lms get deployment user-service -o json | jq --arg to "$to" '{
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "recover-events", namespace: "lms" },
  spec: {
    backoffLimit: 0,
    template: {
      metadata: { labels: { "app.kubernetes.io/component": "job", "lms/role": "subgraph" } },
      spec: (.spec.template.spec | del(.initContainers, .topologySpreadConstraints) | .restartPolicy = "Never"
        | .containers[0] |= (del(.ports, .startupProbe, .livenessProbe, .readinessProbe, .lifecycle)
          | .command = ["node", "packages/cli/src/main.ts", "events", "recover", "--to", $to]
          | .env = [.env[] | select(.name | startswith("KAFKA_"))] + [{
              name: "DATABASE_DIRECT_URL",
              valueFrom: { secretKeyRef: { name: "recover-events", key: "DATABASE_DIRECT_URL" } }
            }]))
    }
  }
}' | kubectl create -f -
until kubectl -n lms logs -f job/recover-events 2>/dev/null; do sleep 2; done
kubectl -n lms wait --for=condition=complete job/recover-events --timeout=1m
