#!/bin/sh
# Every number of docs/reliability.md: all.sh BINARY. KILLS and NIGHTS make it longer.
here=$(dirname "$0")
binary=$1
status=0
for step in \
  "faults.py $binary ${KILLS:-1000}" "nights.py $binary" "pollution.py $binary" "smtp.py $binary" \
  "year.py $binary ${NIGHTS:-365}" "scale.py $binary"; do
  echo "== $step"
  # shellcheck disable=SC2086
  "${PYTHON:-python3}" "$here"/$step || status=1
done
echo "== packaging.sh $binary"
"$here"/packaging.sh "$binary" || status=1
exit $status
