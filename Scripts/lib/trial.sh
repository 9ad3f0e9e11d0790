# Sourced by Scripts/release: installs what it made on a bare Debian 12, and uses it.

# Whether a trial can be made here.
check_trial() {
  [ "$(id -u)" -eq 0 ] || fail "--try needs root: it makes a Debian of its own and changes into it"
  command -v debootstrap >/dev/null || fail "--try needs debootstrap: apt-get install debootstrap"
  unshare --mount true 2>/dev/null || fail "--try may not mount anything here"
}

# Runs a script of sh in a Debian that lies in a folder, as on a machine of its own.
inside() {
  local folder=$1
  shift
  unshare --mount --pid --fork -- sh -euc '
    folder=$1
    shift
    mount -t proc proc "$folder/proc"
    cp -L /etc/resolv.conf "$folder/etc/"
    exec chroot "$folder" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
  ' sh "$folder" sh -euc "$@"
}

# What is done with the program once it is there.
use='
  cd "$(mktemp -d)"
  program=$1
  test "$($program version)" = "maestro $2"
  cat >recipe.maestro <<EOF
dataset synthesize ./shapes samples=[8, 4, 4] size=64
dataset load ./shapes
model load tiny
set training=full batch_size=2
step 1
plot loss to=loss.png
EOF
  $program run recipe.maestro
  test -s loss.png
  # Nobody is there, which is found out with libcurl.
  if echo "model load owner/small" | HF_ENDPOINT=http://127.0.0.1:1 $program run - 2>failure; then exit 1; fi
  grep -q "nothing answers there" failure
  ! command -v swift
'

try_both() {
  local tarball=$1 package=$2 version=$3 staging=$4 bare="$4/bare"
  echo "Trying both on a bare Debian 12" >&2
  debootstrap --variant=minbase bookworm "$bare" >"$staging/log" 2>&1 || {
    tail -n 20 -- "$staging/log" >&2
    fail "debootstrap could not make a bare Debian"
  }
  cp -a -- "$bare" "$staging/other"

  echo "== $package" >&2
  cp -- "$package" "$bare/tmp/maestro.deb"
  inside "$bare" '
    { apt-get update -q && apt-get install -y -q --no-install-recommends /tmp/maestro.deb; } >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }'
  inside "$bare" "$use" sh maestro "$version"
  inside "$bare" '
    test -s /usr/share/doc/maestro/copyright
    test -s /usr/share/bash-completion/completions/maestro
    maestro run --check /usr/share/maestro/recipes/quickstart.maestro
    test -z "$(dpkg --verify maestro)"
    apt-get remove -y -q maestro >/dev/null 2>&1
    test ! -e /usr/lib/maestro && test ! -e /usr/bin/maestro'

  echo "== $tarball" >&2
  tar --extract --file "$tarball" --directory "$staging/other/opt"
  inside "$staging/other" '
    packages=$(sed -n "s/^ *apt-get install --no-install-recommends //p" /opt/maestro-$1/README)
    { apt-get update -q && apt-get install -y -q --no-install-recommends $packages; } >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }' \
    sh "$version"
  inside "$staging/other" "$use" sh "/opt/maestro-$version/bin/maestro" "$version"
  echo "Both work on a bare Debian 12" >&2
}
