#!/bin/sh
# deb: "remove" or "upgrade …"; rpm: the number of versions that stay.
set -e
case "$1" in
  remove | 0)
    if [ -d /run/systemd/system ]; then systemctl disable --now deadbeat.service || true; fi
    ;;
esac
