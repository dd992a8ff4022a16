#!/bin/sh
# Puts together what the image of a service holds: its sources and generated code, what they import, and nothing of
# development. Run in a workspace with all packages in the store: assemble.sh <service> <target folder>
set -eu
service=$1 target=$2
case $service in
  api-gateway) folder=router package=@lms/router entry=start.ts ;;
  stand-ins) folder=packages/local package=@lms/local entry=serve-stand-ins.ts ;;
  *-service) name=${service%-service}; folder=subgraphs/$name package=@lms/$name entry=start.ts ;;
  *) echo "There is no service \"$service\"." >&2; exit 1 ;;
esac
[ -f "$folder/src/$entry" ] || { echo "There is no $folder/src/$entry." >&2; exit 1; }

folders="$folder packages/kit packages/contracts"
filters="--filter-prod $package..."
case $service in
  *-service) folders="$folders packages/cli prisma/$name"; filters="$filters --filter-prod @lms/cli..." ;;
  stand-ins) filters="$filters --no-optional" ;;
esac

# shellcheck disable=SC2086 # one word for each folder and filter
pnpm install --prod --offline --frozen-lockfile $filters
# shellcheck disable=SC2086
node infra/docker/prune.mjs $folders
# What no process loads: engines for other databases, the slower one for this, maps, type declarations.
find node_modules/.pnpm -type f \( -path '*/@prisma/client/runtime/query_compiler_*' -not -name '*_fast_bg.postgresql.*' \
  -o -name '*.map' -o -name '*.md' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

rm -f node_modules/.modules.yaml node_modules/.pnpm-workspace-state-v1.json node_modules/.pnpm/lock.yaml

mkdir -p "$target"
cp -a package.json infra/docker/healthcheck.mjs "$target/"
mv node_modules "$target/"
for each in $folders; do
  mkdir -p "$target/$(dirname "$each")" && cp -a "$each" "$target/$each"
  rm -rf "${target:?}/$each/test"
done
find "$target" -path '*/node_modules' -prune -o -name '*.test.ts' -type f -exec rm {} +
echo "await import('./$folder/src/$entry')" > "$target/start.mjs"
case $service in
  api-gateway) cp infra/docker/compile-router.mjs "$target/compile.mjs" ;;
  stand-ins) : > "$target/compile.mjs" ;;
  *)
    # Commands find the service that they belong to by its name.
    mkdir -p "$target/node_modules/@lms" && ln -s "../../$folder" "$target/node_modules/$package"
    for each in "$folder/src/server" packages/cli/src/commands/db-migrate packages/cli/src/commands/db-wait; do
      echo "await import('./$each.ts')"
    done > "$target/load.mjs"
    # What is compiled holds for one set of options: the service's, and none for commands.
    { echo "import { startAs } from './packages/kit/src/start-as.ts'"
      echo "await import('./load.mjs')"
      echo "await startAs(new URL('./load.mjs', import.meta.url))"; } > "$target/compile.mjs"
    ;;
esac
