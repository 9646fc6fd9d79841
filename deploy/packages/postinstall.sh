#!/bin/sh
# Starts nothing by itself: the address of Temporal comes first. An upgrade restarts what runs.
set -e
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || true
  systemctl try-restart deadbeat.service || true
fi
