#!/bin/sh
# Starts the web process in the image. FORWARDED_ALLOW_IPS names the reverse proxy: without it nobody may say who the
# visitor is. WEB_CONCURRENCY is the number of processes; uvicorn reads it by itself.
set -eu
# Uploads are spooled to disk while they arrive, three of ten megabytes at once: /tmp of the container is memory.
TMPDIR="${VAR_DIR:-/app/var}/incoming"
mkdir -p "$TMPDIR" && export TMPDIR
proxy=--no-proxy-headers
if [ -n "${FORWARDED_ALLOW_IPS:-}" ]; then proxy=--proxy-headers; fi
exec uvicorn school.asgi:application --host 0.0.0.0 --port 8000 --lifespan on \
    --ws school.sockets:Socket --ws-max-size 131072 --ws-per-message-deflate false \
    --timeout-graceful-shutdown 20 --no-server-header --no-access-log "$proxy"
