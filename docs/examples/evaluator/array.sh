#!/bin/sh
# A cost model of ten lines: time and area of a square array, one JSON line for every one read.
while read -r line; do
  value() { printf '%s' "$line" | sed "s/.*\"$1\":\"\{0,1\}\([^,}\"]*\).*/\1/"; }
  awk -v rows="$(value rows)" -v clock="$(value clock)" -v kind="$(value kind)" 'BEGIN {
    area = rows * rows * (kind == "small" ? 0.002 : 0.003)
    if (area > 40) print "{\"infeasible\":\"room on the die\"}"
    else printf "{\"metrics\":{\"time\":%.9g,\"area\":%.9g}}\n",
      1e12 / (rows * rows * clock * (kind == "small" ? 1 : 2)), area
  }'
done
