#!/bin/sh
# Rebuilds ../static/joinedup from this folder. Needs Node.js 20 or later and npm; nothing that
# runs Joined Up does. Works in a throw-away folder, so that no node_modules lands here.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../static/joinedup
work=${BUILD_DIR:-$(mktemp -d)}
mkdir -p "$work" "$out/fonts" "$out/images"
cp -R "$here/package.json" "$here/joinedup.scss" "$here/govuk-frontend.mjs" "$here/own" "$work/"
cd "$work"
npm install --no-audit --no-fund --ignore-scripts

# MoJ's Sass insists on configuring GOV.UK Frontend itself, which Sass forbids once it is loaded.
# Its components are therefore given our configured base in the place where they look for theirs.
rm -rf moj
mkdir -p moj/vendor
cp -R node_modules/@ministryofjustice/frontend/moj/components \
  node_modules/@ministryofjustice/frontend/moj/settings \
  node_modules/@ministryofjustice/frontend/moj/helpers moj/
echo '@forward "govuk-frontend/dist/govuk/base";' > moj/vendor/_govuk-frontend.scss
echo '$moj-images-path: "images/";' > moj/settings/_assets.scss

npx sass --no-source-map --style=compressed --load-path=node_modules --load-path=. \
  --quiet-deps joinedup.scss "$out/joinedup.css"
npx esbuild govuk-frontend.mjs --bundle --minify --format=iife --global-name=GOVUKFrontend \
  --target=es2019 --legal-comments=none --outfile="$out/govuk-frontend.min.js"

fonts=node_modules/@fontsource/atkinson-hyperlegible-next
for face in 400-normal 700-normal 400-italic; do
  cp "$fonts/files/atkinson-hyperlegible-next-latin-$face.woff2" \
    "$fonts/files/atkinson-hyperlegible-next-latin-ext-$face.woff2" "$out/fonts/"
done
cp "$fonts/LICENSE" "$out/fonts/OFL.txt"
for icon in $(grep -o 'images/[a-z-]*\.svg' "$out/joinedup.css" | sort -u); do
  cp "node_modules/@ministryofjustice/frontend/moj/assets/$icon" "$out/images/"
done

# The brand of GOV.UK must never come along.
if grep -E -i 'GDS Transport|crest|crown' "$out/joinedup.css"; then
  echo "The style sheet carries GOV.UK's brand" >&2
  exit 1
fi
ls -l "$out"
