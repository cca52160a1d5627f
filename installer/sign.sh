#!/bin/sh
# sign.sh OPTION… FILE: signs FILE in place with osslsigncode; package.py gives certificate and password file.
set -eu
for file; do :; done
count=$#
while [ "$count" -gt 1 ]; do
	set -- "$@" "$1"
	shift
	count=$((count - 1))
done
shift # FILE stood first after the turn
osslsigncode sign -h sha256 "$@" -in "$file" -out "$file.signed" >&2
mv "$file.signed" "$file"
