#!/bin/sh
# Builds what the browser needs and Python cannot give: the calendar bundle and the typeface.
#
# Run it by hand when a version below changes, then commit components/vendor/. Neither the running
# product nor its image needs node: the results are part of the source.
set -eu

CALENDAR=5.15.0
INTER=5.3.0
ESBUILD=0.28.2

here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "$here/../../components" && pwd)/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
printf '{"private": true, "type": "module"}\n' > package.json
npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error \
  "@event-calendar/core@$CALENDAR" "@fontsource-variable/inter@$INTER" "esbuild@$ESBUILD"
# the platform's own binary, so no install script has to run
esbuild=$(ls node_modules/@esbuild/*/bin/esbuild)

# Offset zero is an offset too: without this, "now" in London's winter is drawn at the viewer's own time.
wrong='applyOffsetDiff(result, offset ? offset - tzOffset(result) : 0)'
right='applyOffsetDiff(result, offset !== undefined ? offset - tzOffset(result) : 0)'
source=node_modules/@event-calendar/core/dist/index.js
grep -qF "$wrong" "$source" || { echo 'the line to mend is gone: read the change log, then drop or renew the patch' >&2; exit 1; }
WRONG="$wrong" RIGHT="$right" node -e '
  const fs = require("fs"), [path] = process.argv.slice(1);
  fs.writeFileSync(path, fs.readFileSync(path, "utf8").replace(process.env.WRONG, process.env.RIGHT));
' "$source"

calendar="$out/event_calendar"
rm -rf "$calendar" && mkdir -p "$calendar"
cp "$here/calendar_entry.js" entry.js
"$esbuild" entry.js --bundle --format=esm --minify --target=es2022 --legal-comments=none \
  --conditions=browser,production,default --define:process.env.NODE_ENV='"production"' --outfile="$calendar/index.js"
# NiceGUI tells style sheets apart by file name only, so ours must be unlike any other
"$esbuild" node_modules/@event-calendar/core/dist/index.css --minify --outfile="$calendar/daybook_event_calendar.css"
for licence in @event-calendar/core svelte; do
  printf '%s\n\n' "== $licence $(node -p "require('./node_modules/$licence/package.json').version")"
  cat "node_modules/$licence/LICENSE" 2>/dev/null || cat "node_modules/$licence/LICENSE.md" 2>/dev/null || cat "$here/licence_event_calendar.txt"
  printf '\n'
done > "$calendar/LICENCES.txt"
printf '@event-calendar/core %s, with one line mended: an offset of zero counts (see deploy/vendor/build.sh)\nesbuild %s\n' "$CALENDAR" "$ESBUILD" > "$calendar/VERSION"

inter="$out/inter"
rm -rf "$inter" && mkdir -p "$inter"
for subset in latin latin-ext; do
  cp "node_modules/@fontsource-variable/inter/files/inter-$subset-wght-normal.woff2" "$inter/daybook-inter-$subset.woff2"
done
cp node_modules/@fontsource-variable/inter/LICENSE "$inter/OFL.txt"
printf '@fontsource-variable/inter %s\n' "$INTER" > "$inter/VERSION"

ls -l "$calendar" "$inter"
