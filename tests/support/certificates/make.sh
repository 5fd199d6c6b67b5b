#!/usr/bin/env bash
# Makes the certificates of the tests anew (openssl 3). They are valid from 2020 to 2120, except the expired one.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
touch "$work/index.txt"
cat > "$work/ca.cnf" <<CONF
[ca]
default_ca = tests
[tests]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
unique_subject = no
default_md = sha256
policy = subject
copy_extensions = copyall
[subject]
commonName = supplied
[req]
distinguished_name = name
[name]
CONF

# certify <name> <extension> <last day> <signing options>
certify() {
  openssl req -config "$work/ca.cnf" -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -keyout "$work/$1.key" -out "$work/$1.csr" -subj "/CN=$1" -addext "$2"
  openssl ca -config "$work/ca.cnf" -batch -notext -in "$work/$1.csr" -out "$work/$1.crt" \
    -startdate 20200101000000Z -enddate "$3" "${@:4}"
}

for name in authority other-authority; do
  certify $name basicConstraints=critical,CA:TRUE 21200101000000Z -selfsign -keyfile "$work/$name.key"
  cp "$work/$name.crt" $name.pem
done
by=(-cert "$work/authority.crt" -keyfile "$work/authority.key")
here=subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1
certify server "$here" 21200101000000Z "${by[@]}"
certify elsewhere subjectAltName=DNS:events.example.com 21200101000000Z "${by[@]}"
certify expired "$here" 20200102000000Z "${by[@]}"
certify by-another "$here" 21200101000000Z -cert "$work/other-authority.crt" -keyfile "$work/other-authority.key"
for name in server elsewhere expired by-another; do cat "$work/$name.crt" "$work/$name.key" > $name.pem; done
