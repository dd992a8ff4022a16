#!/bin/sh
# Runs the service that SERVICE_NAME names from the workspace, and anew whenever what it runs from changes.
set -eu
case $SERVICE_NAME in
  # A changed supergraph is taken up by the router as it runs.
  api-gateway) watched=router/src main=router/src/start.ts ;;
  stand-ins) watched=packages/local/src main=packages/local/src/serve-stand-ins.ts ;;
  *) watched=subgraphs/${SERVICE_NAME%-service} main=$watched/src/start.ts ;;
esac
exec node --watch-preserve-output --watch-path="$watched" --watch-path=packages/kit/src --watch-path=packages/contracts/src "$main"
