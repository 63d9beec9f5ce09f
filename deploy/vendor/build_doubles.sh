#!/bin/sh
# Fetches the double of a well-known sign-in that the tests talk with, as its makers publish it: the files it needs for that,
# and no others. Run it by hand when the version changes, then commit tests/vendor/.
set -eu

EMULATE=0.12.2
SERVICES="google"

here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "$here/../../tests" && pwd)/vendor/emulate
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm pack --silent "emulate@$EMULATE" >/dev/null
tar xzf "emulate-$EMULATE.tgz"

rm -rf "$out" && mkdir -p "$out/fonts"
cp package/dist/api.js package/dist/chunk-*.js package/LICENSE package/THIRD_PARTY_NOTICES.md "$out"
# what a service is made of is named where it is loaded
for service in $SERVICES; do
  part=$(node -e '
    const [path, service] = process.argv.slice(1), source = require("fs").readFileSync(path, "utf8");
    console.log(source.slice(source.indexOf(`\n  ${service}: {`)).match(/import\("\.\/(dist-\w+\.js)"\)/)[1]);
  ' package/dist/api.js "$service")
  cp "package/dist/$part" "$out"
done
for font in package/dist/fonts/*; do : > "$out/fonts/$(basename "$font")"; done  # it wants them to be there
printf 'emulate %s: %s; its fonts left empty\n' "$EMULATE" "$SERVICES" > "$out/VERSION"

ls -l "$out"
